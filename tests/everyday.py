"""Sixty everyday sentences in six languages; stars stand around their content words."""

from __future__ import annotations

import re

EVERYDAY = """
The *old* *wooden* *ship* *crossed* a *calm* *grey* *sea*.
The *cat* *sat* on the *mat*.
The *quick* *brown* *fox* *jumps* over the *lazy* *dog*.
*Mary* *gave* *John* a *book* because he *asked*.
Will it *rain* *tomorrow*?
"*Come* in," she *said*, and *closed* the *heavy* *door*.
*Buffalo* *buffalo* *Buffalo* *buffalo* *buffalo* *buffalo*.
My *sister* *loves* *playing* *chess* with her *best* *friend*.
The *animal* didn't *cross* the *street* because it was too *tired*.
*Paris* is the *capital* of *France*.
He *opened* the *window* *slowly*, for the *room* was *hot*.
I *bought* two *long* *red* *candles* at the *market*.
*나는* *작은* *파란* *고양이를* *보았다*.
*오늘은* *날씨가* *아주* *좋습니다*.
*학생들이* *도서관에서* *책을* *읽는다*.
*할머니는* *따뜻한* *차를* *마셨다*.
*서울은* *한국의* *수도이다*.
*아이가* *빨간* *사과를* *먹는다*.
*비가* *와서* *우산을* *샀다*.
*친구와* *함께* *영화를* *보았다*.
*어제* *새* *자전거를* *샀어요*.
*바다는* *넓고* *깊다*.
Le *petit* *chat* *noir* *dort* sur le *canapé*.
La *vieille* *dame* *promène* son *chien* dans le *parc*.
Nous *mangeons* du *pain* *frais* avec du *fromage*.
*Paris* est la *capitale* de la *France*.
Il *pleut* sur la *ville* *grise*.
Les *enfants* *jouent* dans le *jardin*.
Elle *lit* un *livre* *ancien* et *boit* son *thé*.
Le *train* *arrive* à la *gare*.
Un *oiseau* *bleu* *chante* sur la *branche*.
Qui *veut* une *pomme* *rouge*?
Der *alte* *Mann* *liest* die *Zeitung*.
Die *kleine* *Katze* *schläft* auf dem *Sofa*.
Wir *essen* *frisches* *Brot* mit *Käse*.
*Berlin* ist die *Hauptstadt* von *Deutschland*.
Das *rote* *Auto* *fährt* durch die *Stadt*.
Die *Kinder* *spielen* im *Garten*.
Sie *trinkt* einen *heißen* *Tee*.
Der *Zug* *kommt* am *Bahnhof* an.
Ein *blauer* *Vogel* *singt* auf dem *Baum*.
Wer *möchte* einen *roten* *Apfel*?
El *viejo* *barco* *cruzó* el *mar* *gris*.
La *niña* *pequeña* *juega* en el *parque*.
*Comemos* *pan* *fresco* con *queso*.
*Madrid* es la *capital* de *España*.
El *perro* *negro* *duerme* en la *casa*.
Los *niños* *leen* un *libro*.
Ella *bebe* un *té* *caliente*.
El *tren* *llega* a la *estación*.
Un *pájaro* *azul* *canta* en la *rama*.
Il *vecchio* *uomo* *legge* il *giornale*.
La *gatta* *nera* *dorme* sul *divano*.
*Roma* è la *capitale* d'*Italia*.
I *bambini* *giocano* nel *giardino*.
Lei *beve* un *tè* *caldo*.
Il *treno* *arriva* alla *stazione*.
Un *uccello* *azzurro* *canta* sul *ramo*.
Il *mare* è *calmo* e *grigio*.
*Mangiamo* *pane* *fresco* con il *formaggio*.
""".strip().splitlines()


def plain(marked: str) -> str:
    """Return the sentence itself."""
    return marked.replace("*", "")


def content_of(marked: str) -> set[str]:
    """Return its content words; *d'Italia* is one word to us."""
    bare = set(re.findall(r"\*([^*]+)\*", marked))
    elided = re.findall(r"\b\w+'\*[^*]+\*", marked)
    return bare | {word.replace("*", "") for word in elided}
