"""Run SQL from standard input on the database named by the first argument.

Every statement runs by itself, outside of a transaction, so that CREATE DATABASE
works. Prints the rows of the last statement as a JSON list of lists.
"""

import json
import sys

import psycopg2


def main() -> None:
    connection = psycopg2.connect(dbname=sys.argv[1])
    connection.autocommit = True
    rows = []
    with connection.cursor() as cursor:
        for statement in json.load(sys.stdin):
            cursor.execute(statement)
            rows = cursor.fetchall() if cursor.description else []
    json.dump(rows, sys.stdout, default=str)


main()
