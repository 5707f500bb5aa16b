from .fitting import Out, PutIn, TakenOut, trace
from .salvage import judge_salvage
