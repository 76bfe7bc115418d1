"""How results are shown: on a console, as charts. Every command and report uses it."""
