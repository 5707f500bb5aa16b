"""States and conditions as people write them."""

import pytest
from maintenance_register_tools.headings import squeeze
from maintenance_register_tools.words import CHOICES, get_choice


@pytest.mark.parametrize("key", sorted(CHOICES))
def test_no_word_means_two_choices(key):
    meant = {}
    for choice, words in CHOICES[key].items():
        for word in (choice, *words):
            meant.setdefault(squeeze(word), set()).add(choice)
    assert not {word: found for word, found in meant.items() if len(found) > 1}


@pytest.mark.parametrize(
    ("key", "word", "choice"),
    [
        ("status", "In Betrieb", "in_service"),
        ("status", "ausser betrieb", "out_of_service"),
        ("status", "Außer Betrieb", "out_of_service"),
        ("status", "mis au rebut", "retired"),
        ("status", "dado de baja", "retired"),
        ("status", "in_service", "in_service"),
        ("status", "Retired", "retired"),
        ("condition", "Très bon", "good"),
        ("condition", "defekt", "defective"),
        ("condition", "usado", "worn"),
        # what nobody has said the meaning of stays as it is, and is refused later
        ("status", "Quarantine", "Quarantine"),
        ("name", "new", "new"),
    ],
)
def test_words_of_four_languages(key, word, choice):
    assert get_choice(key, word) == choice
