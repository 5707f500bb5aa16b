#!/bin/bash
# Start Odoo in its container: on the first start install every mounted addon with
# demo data; on later ones install those that are new and upgrade $UPGRADE.
set -eu

addons=""
for manifest in /mnt/extra-addons/*/__manifest__.py; do
    folder=$(dirname "$manifest")
    # bridges to addons of others install themselves where those are
    [[ ! -e $folder/requirements.txt ]] || continue
    addons="${addons:+$addons,}$(basename "$folder")"
done

exec /entrypoint.sh odoo --database "$DATABASE" --with-demo \
    --init "$addons" ${UPGRADE:+--update "$UPGRADE"}
