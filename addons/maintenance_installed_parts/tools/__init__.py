from .fitting import Out, PutIn, TakenOut, trace
from .salvage_valuation import judge_salvage
