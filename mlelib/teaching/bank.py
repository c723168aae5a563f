r"""Banks of questions: one YAML file beside each chapter, ``<chapter>.questions.yml``. This is its schema.

Every question has an id, by which it is asked with ``ask("chapter/id")``, a ``kind`` and a ``prompt``. A ``graded`` one
is a graded question of the course documents. ::

    score-mean:
      kind: choice
      graded: L1                # optional
      prompt: Which of these is $\partial\ell/\partial\mu$?
      choices:                  # two or more; exactly one is right; they are shown in this order
        - text: $\sum_i (x^{(i)} - \mu) / \sigma^2$
          right: true
          because: The two minus signs cancel, and so do the 2s.
        - text: $\sum_i (\mu - x^{(i)}) / \sigma^2$
          because: The chain rule's inner derivative, $-1$, is missing.

    start-log-likelihood:
      kind: number
      prompt: What is the log-likelihood at $\theta_0$, to a tenth?
      answer: -24.5
      decimals: 1               # as many as the prompt asks for
      tolerance: 0.05           # optional: what is as near as this is right; by default half a unit of the last decimal
      because: Add the five logarithms of the mixture's density.
      slips:                    # optional: values that a known mistake gives, each with its hint
        variance-as-deviation:  # the slip's name, for ask(…, slips={"variance-as-deviation": computed})
          value: -15.46
          hint: That is what $\sigma^2 = 4$ gives when it is read as a standard deviation.

    two-point-mean:
      kind: formula
      prompt: Two points have the shares $\gamma_k^{(1)}$ and $\gamma_k^{(2)}$ of component $k$. What is its new mean?
      of: \hat{\mu}_k            # shown before the equals sign
      sizes: {n: i = 2, K: k l} # the letters that count up to each size; its number, where it is given
      names:                    # all that an answer may hold: the kinds of mlelib.symbolic.Model
        x^{(i)}: real
        \gamma_k^{(i)}: probabilities over k
        \bar{x}: {kind: real, means: '\frac{1}{n} \sum_{i=1}^{n} x^{(i)}'}    # a name for a formula
      spellings: {'\gamma_k^{(i)}': g r}  # optional: more words that people type for a name
      answer: \frac{\gamma_k^{(1)} x^{(1)} + \gamma_k^{(2)} x^{(2)}}{\gamma_k^{(1)} + \gamma_k^{(2)}}
      because: It is the weighted mean.
      slips:                    # optional: formulas that a known mistake gives, each with its hint
        plain-mean: {formula: '\bar{x}', hint: That is the mean without shares.}

    log-likelihood-steps:
      kind: order               # ask(…, derivation=ell), or derivation=[ell, score] for lines of several
      prompt: Put the lines of the log-likelihood in order.
      lines: A                  # a label for all its lines, or numbers: A1 A3 A4 B1. The first is shown in its place.
      because: Each rule of logarithms has its line.   # optional: said to the right order

    log-likelihood-slip:
      kind: wrong               # ask(…, derivation=ell); one line is made wrong, and the checker refutes it
      prompt: One line has a slip. Which one is it?
      lines: A
      slip: wrong sign          # optional: a name of mlelib.symbolic.slips.TEXT_SLIPS
      line: A3                  # optional: which line is made wrong
      seed: 2                   # optional: another seed, another slip

Texts are Markdown with $math$, each of one paragraph. Quote with '…' what holds a colon followed by a space.
"""

from __future__ import annotations

from pathlib import Path

import yaml

from mlelib.teaching.kinds import KINDS, Question
from mlelib.teaching.kinds.fields import Fields, QuestionError

__all__ = ["QuestionError", "load"]


def load(path: Path) -> dict[str, Question]:
    """All questions of one bank. Raises QuestionError where it is missing or breaks the schema."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise QuestionError(f"{path}: there is no such bank of questions") from None
    except yaml.YAMLError as error:
        raise QuestionError(f"{path}: not YAML: {error}") from None
    if not isinstance(data, dict) or not data:
        raise QuestionError(f"{path}: a bank is a mapping from question ids to questions")
    chapter = path.name.removesuffix(".questions.yml")
    return {str(name): _question(f"{chapter}/{name}", Fields(f"{path.name}: {name}", data[name])) for name in data}


def _question(name: str, fields: Fields) -> Question:
    kind = fields.entry.get("kind")
    if kind not in KINDS:
        raise fields.error("kind", f"expected {', '.join(KINDS)}; got {kind!r}")
    return KINDS[kind].read(name, fields)
