"""What people meet: the command line, reports, and later the API and the web app."""
