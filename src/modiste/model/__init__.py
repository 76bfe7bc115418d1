"""The model layer: tables, money, calendar, colours, taxonomy and sizes."""
