"""Features of every character for the sequence model: characters, kinds of characters, words and known spans."""

from __future__ import annotations

from bot.nlu.components.reading import Reading

_WINDOW = 3
_PUNCTUATION = frozenset("，。！？、；：,.!?;:~…（）()「」“”\"' ")


def character_features(reading: Reading, intent: str = "", neighbours: bool = False) -> list[list[str]]:
    """The features of each character of the normalised text.

    ``intent`` is what the classifier takes the sentence for (a place in a rescue, a person in a hand-off);
    ``neighbours`` adds the word a character is in and the words beside it.
    """
    text = reading.text
    kinds = [_kind(char) for char in text]
    words = _tags([(start, end, "") for start, end in reading.words], len(text))
    found = _tags([(span.start, span.end, span.kind) for span in reading.found], len(text))
    by_kind = [
        _tags([(span.start, span.end, span.kind) for span in reading.matches if span.kind == kind], len(text))
        for kind in dict.fromkeys(span.kind for span in reading.matches if span.kind != "cue")
    ]
    features = [_features(text, kinds, words, [found, *by_kind], at) for at in range(len(text))]
    if intent:
        for own in features:
            own.append(f"i={intent}")
    if neighbours:
        _add_neighbours(reading, features)
    return features


def _add_neighbours(reading: Reading, features: list[list[str]]) -> None:
    words = ["#", *(reading.text[start:end] for start, end in reading.words), "#"]
    for number, (start, end) in enumerate(reading.words, start=1):
        for at in range(start, end):
            features[at] += [f"w={words[number]}", f"pw={words[number - 1]}", f"nw={words[number + 1]}"]
    for at, own in enumerate(features):
        own += [f"from={min(at, 5)}", f"to={min(len(features) - 1 - at, 3)}"]


def _features(text: str, kinds: list[str], words: list[str], known: list[list[str]], at: int) -> list[str]:
    features = ["b"]
    for shift in range(-_WINDOW, _WINDOW + 1):
        place = at + shift
        inside = 0 <= place < len(text)
        features.append(f"{shift}={text[place] if inside else '#'}")
        if abs(shift) <= 1 and inside:
            features += [f"{shift}k={kinds[place]}", f"{shift}w={words[place]}"]
        if abs(shift) <= 2 and inside:
            features += [f"{shift}l={tags[place]}" for tags in known if tags[place] != "O"]
    for first, last in ((-2, -1), (-1, 0), (0, 1), (1, 2), (-2, 0), (-1, 1), (0, 2)):
        if at + first >= 0 and at + last < len(text):
            features.append(f"{first}:{last}={text[at + first : at + last + 1]}")
    return features


def _tags(spans: list[tuple[int, int, str]], length: int) -> list[str]:
    tags = ["O"] * length
    for start, end, kind in spans:
        for place in range(start, end):
            position = "B" if place == start else "E" if place == end - 1 else "I"
            tags[place] = f"{position}{kind}" if end - start > 1 else f"S{kind}"
    return tags


def _kind(char: str) -> str:
    if char.isdigit():
        return "0"
    if char in _PUNCTUATION:
        return "p"
    return "a" if char.isascii() else "c"
