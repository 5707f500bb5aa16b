from hypothesis import given
from hypothesis import strategies as st
from maintenance_register_tools.cursors import decode_cursor, encode_cursor

numbers = st.integers(0, 2**63 - 1)


@given(numbers, numbers)
def test_what_is_encoded_is_decoded(register, number):
    assert decode_cursor(register, encode_cursor(register, number)) == number


@given(numbers, numbers, numbers)
def test_a_cursor_is_that_of_one_register(register, other, number):
    expected = number if register == other else None
    assert decode_cursor(other, encode_cursor(register, number)) == expected


@given(st.text() | st.text("MTo0Njg=-_ABC", max_size=30))
def test_anything_else_is_none(text):
    number = decode_cursor(4, text)
    assert number is None or encode_cursor(4, number) == text
