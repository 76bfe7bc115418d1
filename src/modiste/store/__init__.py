"""The store: a lake of Delta tables, a ledger in SQL, an engine, importers and exporters."""
