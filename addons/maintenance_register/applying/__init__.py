from .batch import Batch
