"""The tree of errors, and what its docstring says of it."""

import inspect

from asset_register_sync import errors


def get_errors():
    return [
        value
        for value in vars(errors).values()
        if inspect.isclass(value) and issubclass(value, errors.SyncError)
    ]


def test_docstring_names_every_error():
    for error in get_errors():
        assert error.__name__ in (errors.__doc__ or "")


def test_exit_codes_of_the_branches_differ():
    branches = [error for error in get_errors() if errors.SyncError in error.__bases__]
    codes = {error.__name__: error.exit_code for error in branches}
    assert codes.pop("SecretMissing") == codes["ConfigError"]
    assert len(set(codes.values())) == len(codes)
    assert not {errors.EXIT_OK, errors.EXIT_REJECTED} & set(codes.values())
