"""The command `bindery`: it reads options and calls steps."""
