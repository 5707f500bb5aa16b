"""``python -m asset_register_sync``: the same as ``asset-register-sync``."""

from .cli.app import main

if __name__ == "__main__":
    main()
