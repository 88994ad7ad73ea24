"""House rules of the Acme travel agency for replylint. The rules are the TOML files beside this one."""
