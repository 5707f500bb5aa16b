"""Where things are. Everything that the tools make lies below ``DEV``."""

import hashlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ADDONS = ROOT / "addons"
CONNECTORS = ROOT / "connectors"
TEST_ADDONS = ROOT / "tests" / "addons"
SCRIPTS = ROOT / "scripts"
INSIDE = Path(__file__).resolve().parent / "inside"

DEV = ROOT / ".dev"
LOGS = DEV / "log"
CONF = DEV / "conf"
DATA = DEV / "data"
FILESTORE = DATA / "filestore"

# Part of every database name, so that checkouts that share one PostgreSQL server
# never touch each other's databases.
CHECKOUT = "ap" + hashlib.sha256(str(ROOT).encode()).hexdigest()[:6]
