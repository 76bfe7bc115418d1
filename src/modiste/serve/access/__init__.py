"""Who may use a server: people, their sessions, keys of programs, and what each of them did."""
