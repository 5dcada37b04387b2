"""What a render is asked for, apart from the sentence: no manim in here."""

from __future__ import annotations

from dataclasses import dataclass, field

from attnviz.catalog.choices import Unit
from attnviz.catalog.own_captions import OwnCaptions, captions_of
from attnviz.errors import UsageError
from attnviz.look.style import DARK, Theme


@dataclass(frozen=True)
class SceneSettings:
    """How a scene is played.

    Attributes
    ----------
    layer, head
        Which head is shown; None takes the model's own display head.
    unit
        ``word`` or ``token``.
    pace
        Speed: 2 plays twice as fast, 0.5 half as fast.
    theme
        Colours.
    language
        Of captions: the name of a file in ``scenes/captions``.
    detail
        Whether steps are shown that clips leave out: normalisation, positions.
    own_captions
        Captions that stand for the language's; they are no part of its printed form, which names
        clips that have none.
    captions
        Whether captions are drawn; what plays when is the same without them.
    word, key
        The word that is followed and the word that answers, as `attnviz.traces.words.find_word`
        takes them; None chooses, see `attnviz.analysis.followed.focus_query`.
    joined
        Whether the clip before it in the film has just been shown: it then begins where that ends,
        if it is a scene that can.
    """

    layer: int | None = None
    head: int | None = None
    unit: Unit = "word"
    pace: float = 1.0
    theme: Theme = DARK
    language: str = "en"
    detail: bool = False
    captions: bool = True
    own_captions: OwnCaptions = field(default=(), repr=False)
    word: str | None = None
    key: str | None = None
    joined: bool = field(default=False, repr=False)

    def __post_init__(self) -> None:
        """Refuse a pace that no clip can have."""
        if not 0.1 <= self.pace <= 10:
            raise UsageError(f"--pace {self.pace:g} is out of range: pass 0.1 to 10")

    def words(self, table: str) -> dict[str, str]:
        """Return what stands in a table of the captions."""
        return captions_of(self.language, self.own_captions, table)
