"""Hand-written shops as whole Django projects, connected by settings only.

Each folder is a project of its own with its own models, views and settings; `test_projects.py` runs the tests of each
(`suite.py`) in a process of its own, as its developers would.
"""
