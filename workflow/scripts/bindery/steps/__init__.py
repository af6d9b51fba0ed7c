"""What each rule does, one module a rule: plain functions of files and settings.

May import all other folders; nothing imports a step but the scripts of the rules and the tests.
"""
