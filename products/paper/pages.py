"""Make a page fit for paper: what can be pressed goes, answers move to the end, links lead somewhere."""

import posixpath
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from products.cells import Cell
from products.notebooks import bundles

# Sphinx gives these names to every exercise of a page.
TWICE = ("exercise-content", "solution-content")
# Scripts, code that is folded away, and what says how to press and type.
USELESS = "script, details.hide, main a.headerlink, .mle-try, .mle-in-notebook, .mle-type"


def load(path: Path) -> BeautifulSoup:
    """Read a page, without what paper has no use for: scripts, and code that is folded away."""
    soup = BeautifulSoup(path.read_text("utf-8"), "html.parser")
    for useless in soup.select(USELESS):
        useless.decompose()
    for section in soup.select("section"):
        if section.get("id") in TWICE:
            del section["id"]
    for cell in soup.select("div.cell"):
        if not cell.get_text(strip=True) and not cell.select("svg, img"):
            cell.decompose()
    for paragraph in soup.select("p"):
        if paragraph.get_text().rstrip().endswith(":"):
            paragraph["class"] = " ".join([*paragraph.get_attribute_list("class"), "leads"]).strip()
    for words in soup.select(".mle-explorer .mle-title"):
        words.append(new("span", " (On the book’s page, this picture moves.)"))
    for mark in soup.select(".line-why abbr"):
        join(mark)
    return soup


def join(mark: Tag) -> None:
    """Keep the mark behind a reason on the line of its last word."""
    before = mark.previous_sibling
    if isinstance(before, NavigableString):
        before.replace_with(before.rstrip(" ") + "\N{NO-BREAK SPACE}")


def main(soup: BeautifulSoup) -> Tag:
    """Return the content of a page."""
    found = soup.main
    assert found is not None
    return found


def new(name: str, *children: Tag | str, **attributes: str) -> Tag:
    """Make an element."""
    tag = Tag(name=name, attrs={key.rstrip("_"): value for key, value in attributes.items()})
    tag.extend(children)
    return tag


def title(soup: BeautifulSoup) -> str:
    """Return the title of a page, in one line."""
    return " ".join(soup.title.get_text().split()) if soup.title else ""


# -- questions, exercises


def asks(cell: Cell) -> bool:
    """Tell whether a cell of a notebook shows a question."""
    return any('class="mle-question"' in "".join(shown.get("text/markdown", "")) for shown in bundles([cell]))


def number_questions(soup: BeautifulSoup) -> list[tuple[Tag, Tag]]:
    """Number the questions of a page, take the answers out, and return both, in order."""
    pairs = []
    for count, question in enumerate(soup.select(".mle-question"), start=1):
        answer, word = question.select_one("details.mle-answer"), question.select_one("strong")
        assert answer is not None and word is not None
        word.string = f"Question {count}."
        pairs.append((question, answer.extract()))
    return pairs


def room_for_formulas(soup: BeautifulSoup) -> None:
    """Let a formula be written behind its equals sign, on a longer and higher rule than a number's."""
    for room in soup.select(".mle-question:has([data-kind=formula]) .mle-on-paper"):
        sought = room.find_previous_sibling("p")
        assert isinstance(sought, Tag) and sought.get_text().endswith("?")
        sought.contents[-1].extract()  # the question mark
        sought["class"] = "sought"
        sought.append(new("span", class_="reply"))
        room.decompose()


def unfolded(answer: Tag) -> list[Tag]:
    """Return what a folded answer holds."""
    return [child.extract() for child in list(answer.children) if isinstance(child, Tag) and child.name != "summary"]


def answers_at_end(soup: BeautifulSoup) -> None:
    """Move the answers of the questions, and the solutions of the exercises, to the end of the chapter."""
    room_for_formulas(soup)
    pairs = number_questions(soup)
    solutions = [solution.extract() for solution in soup.select("div.solution")]
    end = new("section", new("h2", "Answers and solutions"), class_="answers")
    for count, (question, answer) in enumerate(pairs, start=1):
        name = f"{question['id']}-answer"
        question.append(new("p", new("a", "Answer at the end of the chapter", href=f"#{name}"), class_="to-answer"))
        word = new("strong", new("a", f"Question {count}", href=f"#{question['id']}"))
        end.append(new("div", new("p", word), *unfolded(answer), id=name, class_="answer"))
    end.extend(solutions)
    if pairs or solutions:
        article = main(soup).section
        assert article is not None
        article.append(end)


# -- links


def links(content: Tag) -> Iterator[Tag]:
    """Give the links that lead to this page or another one of the book."""
    for link in content.select("a[href]"):
        if not re.match(r"[a-z]+:", str(link["href"])):
            yield link


def place(link: Tag, page: str) -> tuple[str, str]:
    """Return the page a link leads to, such as `book/mixtures/em`, and the anchor there."""
    path, _, anchor = str(link["href"]).partition("#")
    target = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)).removesuffix(".html") if path else page
    return target, anchor


def lead(content: Tag, page: str, to: Callable[[str, str], str]) -> None:
    """Let the links lead to what `to` says for a page and an anchor; where it says nothing, the words stay."""
    for link in list(links(content)):
        address = to(*place(link, page))
        if address:
            link["href"] = address
        else:
            link.unwrap()


def outwards(content: Tag, page: str, address: str) -> None:
    """For a chapter by itself: links within it stay, others lead to the book's address, if it has one."""
    here = {str(tag["id"]) for tag in content.select("[id]")}

    def to(target: str, anchor: str) -> str:
        if target == page:
            return f"#{anchor}" if anchor in here else ""
        return f"{address}{target}.html" + f"#{anchor}" * bool(anchor) if address else ""

    lead(content, page, to)
