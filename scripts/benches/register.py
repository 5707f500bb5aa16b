"""What it takes to bring the assets of a register into Odoo.

20,000 new assets through ``apply_batch`` beside Odoo's own import (``load``) in the
same batches, both over JSON-2, and beside one call for each asset over XML-RPC (a
sample of 300), all with API keys and through a server of this process. Then the same
records again, unchanged; with one changed in a hundred; and new ones with one bad
record in each batch.

Targets: new assets at least as fast as ``load`` and 40 times as fast as one by one,
unchanged ones at least 8 times as fast as new ones, and one bad record in a batch costs
at most half the speed.
"""

import argparse
import time
import xmlrpc.client
from datetime import datetime, timedelta

import requests
from benchkit import Bench, Row, analyze, environment
from worlds.serving import serving

BATCH = 500
CATEGORIES, LOCATIONS, VENDORS = 20, 50, 20
COLUMNS = [
    *("id", "name", "serial_no", "model", "cost", "category_id/.id", "location_id/.id"),
    *("partner_id/.id", "in_service_date", "warranty_date", "note"),
]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--sample", type=int, default=300)
    parser.add_argument("--profile", choices=("new", "unchanged"))
    options = parser.parse_args()
    with environment(commit=True) as env:
        world = World(env, options.count)
    if options.profile:
        return profile(world, options.profile)
    with serving() as port:
        world.connect(port)
        measure(world, options)


def measure(world, options):
    """Let all ways take turns, batch by batch: what else the machine does hits all."""
    times, counts = {}, {}

    def take(name, function, records, *args):
        start = time.perf_counter()
        function(records, *args)
        times[name] = times.get(name, 0.0) + time.perf_counter() - start
        counts[name] = counts.get(name, 0) + len(records)

    def create_each(records):
        for record in records:
            world.create(record)

    world.apply(world.make(-BATCH, "warm"))
    world.load(world.make(-BATCH, "warm load"))
    batches = range(0, options.count, BATCH)
    samples = max(options.sample // len(batches), 1)
    for number, start in enumerate(batches):
        take("new", world.apply, world.make(start, "new"), "created")
        take("load", world.load, world.make(start, "load"))
        take("single", create_each, world.make(start, "single")[:samples])
        take("unchanged", world.apply, world.make(start, "new"), "unchanged")
        records = world.make(start, "new")
        for record in records[::100]:
            record["model"] = "Changed"
        take("changed", world.apply, records)
        if number % 4 == 0:
            # one that is seen to be bad, and one that only the database refuses
            for kind, key, value in (
                ("bad seen", "cost", "much"),
                ("bad found", "retirement_date", "2001-01-01"),
            ):
                records = world.make(start, kind)
                records[333][key] = value
                take(kind, world.apply, records)
            with environment(commit=True) as env:
                analyze(env)
    report(times, counts, options.count)


def report(times, counts, count):
    speeds = {name: counts[name] / times[name] for name in counts}
    for name, speed in speeds.items():
        print(f"  {name}: {speed:,.0f} records a second")
    new = speeds["new"]
    with Bench(f"{count:,} records of a register") as bench:
        for name, ratio, most in (
            ("new, beside load()", speeds["load"] / new, 1.0),
            ("new, beside 1/40 one by one", 40 * speeds["single"] / new, 1.0),
            ("unchanged, beside 1/8 of new", 8 * new / speeds["unchanged"], 1.0),
            ("one bad in a batch, seen", new / speeds["bad seen"] / 2, 1.0),
            ("one bad in a batch, found", new / speeds["bad found"] / 2, 1.0),
        ):
            bench.rows.append(Row(name, ratio, ratio, most))


def profile(world, kind):
    import cProfile
    import pstats

    with environment(uid=world.program_id) as env:
        api = env["maintenance.register"]
        api.apply_batch("BENCH", world.make(-BATCH, "warm"))
        records = world.make(0, "a")
        if kind == "unchanged":
            api.apply_batch("BENCH", records)
            env.flush_all()
            env.invalidate_all()
        with cProfile.Profile() as profiler:
            api.apply_batch("BENCH", records)
            env.flush_all()
    stats = pstats.Stats(profiler)
    stats.sort_stats("cumulative").print_stats(70)
    stats.sort_stats("tottime").print_stats(30)


class World:
    """A register, what its records name, and somebody for each way."""

    def __init__(self, env, count):
        self.database = env.cr.dbname
        env["maintenance.register"].create({"name": "Bench", "code": "BENCH"})
        self.program_id = self.make_user(
            env, "bench_program", "maintenance_register.group_register_sync"
        )
        self.manager_id = self.make_user(
            env, "bench_manager", "maintenance_bom.group_manager"
        )
        stock = env["stock.warehouse"].search([], limit=1).lot_stock_id
        self.categories = env["maintenance.equipment.category"].create(
            [{"name": f"Category {number}"} for number in range(CATEGORIES)]
        )
        self.locations = env["stock.location"].create(
            [
                {"name": f"Hall {number}", "location_id": stock.id}
                for number in range(LOCATIONS)
            ]
        )
        self.vendors = env["res.partner"].create(
            [{"name": f"Bench vendor {number}"} for number in range(VENDORS)]
        )
        self.categories, self.locations, self.vendors = (
            self.categories.ids,
            self.locations.ids,
            self.vendors.ids,
        )
        analyze(env)

    def make_user(self, env, login, group):
        user = env["res.users"].create(
            {
                "name": login,
                "login": login,
                "group_ids": [(4, env.ref(group).id)],
            }
        )
        return user.id

    def connect(self, port):
        self.address = f"http://127.0.0.1:{port}"
        self.session = requests.Session()
        self.keys = {}
        with environment(commit=True) as env:
            for user_id in (self.program_id, self.manager_id):
                self.keys[user_id] = (
                    env["res.users.apikeys"]
                    .with_user(user_id)
                    ._generate("rpc", "bench", datetime.now() + timedelta(hours=12))
                )
        self.models = xmlrpc.client.ServerProxy(f"{self.address}/xmlrpc/2/object")

    def call_json(self, user_id, model, method, **arguments):
        response = self.session.post(
            f"{self.address}/json/2/{model}/{method}",
            json=arguments,
            headers={
                "Authorization": f"bearer {self.keys[user_id]}",
                "X-Odoo-Database": self.database,
            },
            timeout=120,
        )
        if response.status_code != 200:
            raise AssertionError(response.text[:500])
        return response.json()

    def call(self, user_id, model, method, *args):
        return self.models.execute_kw(
            self.database, user_id, self.keys[user_id], model, method, args
        )

    def make(self, start, kind):
        """The records of one batch."""
        return [
            {
                "external_id": f"{kind}-{number}",
                "name": f"Machine {number}",
                "serial_no": f"SN-{kind}-{number}",
                "model": f"Model {number % 30}",
                "cost": 1000.0 + number % 700,
                "category": f"Category {number % CATEGORIES}",
                "location": f"Hall {number % LOCATIONS}",
                "vendor": f"Bench vendor {number % VENDORS}",
                "in_service_date": "2024-03-01",
                "warranty_date": "2027-03-01",
                "note": f"Bought in lot {number % 90}",
            }
            for number in range(start, start + BATCH)
        ]

    def apply(self, records, expected=None):
        answer = self.call_json(
            self.program_id,
            "maintenance.register",
            "apply_batch",
            register="BENCH",
            records=records,
        )
        if expected and answer["counts"][expected] != len(records):
            raise AssertionError(answer["counts"])

    def load(self, records):
        rows = [
            [
                f"bench.{record['external_id']}".replace(" ", "_"),
                record["name"],
                record["serial_no"],
                record["model"],
                str(record["cost"]),
                str(self.categories[number % CATEGORIES]),
                str(self.locations[number % LOCATIONS]),
                str(self.vendors[number % VENDORS]),
                record["in_service_date"],
                record["warranty_date"],
                record["note"],
            ]
            for number, record in enumerate(records)
        ]
        answer = self.call_json(
            self.manager_id, "maintenance.equipment", "load", fields=COLUMNS, data=rows
        )
        if not answer["ids"]:
            raise AssertionError(answer["messages"][:3])

    def create(self, record):
        number = int(record["external_id"].rpartition("-")[2])
        self.call(
            self.manager_id,
            "maintenance.equipment",
            "create",
            {
                "name": record["name"],
                "serial_no": record["serial_no"],
                "model": record["model"],
                "cost": record["cost"],
                "category_id": self.categories[number % CATEGORIES],
                "location_id": self.locations[number % LOCATIONS],
                "partner_id": self.vendors[number % VENDORS],
                "in_service_date": record["in_service_date"],
                "warranty_date": record["warranty_date"],
                "note": record["note"],
            },
        )


if __name__ == "__main__":
    main()
