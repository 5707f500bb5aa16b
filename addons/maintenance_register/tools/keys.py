"""The keys of a record: what a register may say about an asset."""

TEXT, REFERENCE, CHOICE, NUMBER, DATE, NOTE = (
    "text",
    "reference",
    "choice",
    "number",
    "date",
    "note",
)

# {key: what its value is}, in the order in which people are told of them
KEYS = {
    "name": TEXT,
    "serial_no": TEXT,
    "code": TEXT,
    "model": TEXT,
    "category": REFERENCE,
    "bom": REFERENCE,
    "location": REFERENCE,
    "owner": REFERENCE,
    "vendor": REFERENCE,
    "status": CHOICE,
    "condition": CHOICE,
    "cost": NUMBER,
    "in_service_date": DATE,
    "warranty_date": DATE,
    "retirement_date": DATE,
    "note": NOTE,
}

EXTERNAL_ID = "external_id"
# when the record was last changed in its register
MODIFIED = "modified"

STATUSES = ("planned", "in_service", "out_of_service", "retired")
CONDITIONS = ("new", "good", "worn", "defective")
CHOICES = {"status": STATUSES, "condition": CONDITIONS}

# who decides about a value
BY_REGISTER, BY_ODOO, BY_NEWEST, BY_ASKING = "register", "odoo", "newest", "ask"

# what becomes of a record
CREATED, UPDATED, UNCHANGED, CONFLICT, REJECTED = (
    "created",
    "updated",
    "unchanged",
    "conflict",
    "rejected",
)
RESULTS = (CREATED, UPDATED, UNCHANGED, CONFLICT, REJECTED)
