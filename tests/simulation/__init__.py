"""Some years of a workshop that buys its parts in several ways.

A made-up company maintains 200 assets. What happens (which job comes when, what fails,
how late each vendor is) is drawn once for a seed and is the same for every way to buy:

- on demand: nothing is planned; what a job does not find is ordered then;
- rules: Odoo's reordering rules, with levels learned from what was used, and tuned
  until the stock is worth as much as the planner's;
- planner: the decisions of ``maintenance_requisition``, by its own code. It knows what
  such a company knows: parts lists of which some lines are wrong or missing, delivery
  times as promised, the ages of some parts.

``settings`` has all that is assumed, ``scripts/simulate`` prints the tables.

What is left out: parts are taken by who comes first, so a breakdown may take what lies
there for a planned job; a job that waits does not delay the next one of its series;
nobody pays for speed; one warehouse; reordering rules are blind to planned jobs, for in
Odoo nothing tells them.
"""
