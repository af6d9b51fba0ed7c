"""The work of each rule, one module for each: plain functions of files and settings.

May import all other folders; nothing imports a step but the scripts of the rules and the tests.
"""
