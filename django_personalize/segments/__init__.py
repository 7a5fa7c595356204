"""Groups of people by rules. A rule is a tree of conditions that reads the same for one person and for everybody.

`tree` reads a rule from JSON, `evaluate` answers for one person from facts in memory, `compile` answers for everybody
in SQL, `explain` says why. Pages, journeys and reports call it; it never writes to a person and sends nothing.
"""
