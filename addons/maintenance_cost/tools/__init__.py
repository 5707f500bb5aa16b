from .differences import (
    BillCharge,
    Charge,
    find_bill_reason,
    find_correction,
    find_reason,
    is_cut,
    is_explained,
)
from .peers import MIN_PEERS, PeerCharge, Comparison, Service, compare
from .rollup import roll_up
