"""What mkdocs does not do by itself.

- A link to a folder, or to a file outside of docs, leads to a page that is made here: it shows the file, or lists the folder. So each
  link works on the site as it does in the repository. What leads nowhere is left alone, and mkdocs refuses it.
- Pictures in Mermaid are drawn here, so that no script does it in the browser.
- Paragraphs below a numbered point belong to it from three spaces on, as in CommonMark.
"""

import os
import re
from pathlib import Path

import mermaidx
from markdown.blockprocessors import build_block_parser
from markdown.extensions import Extension
from mkdocs.structure.files import File

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
OUTSIDE = "repository"
LINK = re.compile(r"(?<=\]\()([^)\s#:]+)(?=[#)])")
PICTURE = re.compile(r"^```mermaid\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NOT_SOURCES = {"target", "__pycache__"}

# Which file of the repository a page is made of.
sources = {}


class ThreeSpaces(Extension):
    def extendMarkdown(self, md):
        md.tab_length = 3
        # Each of its parts has kept the length that was there before.
        md.parser = build_block_parser(md)


def on_config(config):
    config.markdown_extensions.insert(0, ThreeSpaces())
    decisions = sorted(f"adr/{page.name}" for page in (DOCS / "adr").glob("*.md"))
    config.nav.append({"Decisions": ["adr/index.md", *decisions]})
    return config


def on_files(files, config):
    waiting = [(page, DOCS / page.src_uri) for page in files.documentation_pages()]
    for page, source in waiting:
        sources[page.src_uri] = source
        markdown = page.content_string
        for target in targets(source, markdown):
            if not files.get_file_from_path(uri(target)):
                made = File.generated(config, uri(target), content=shown(target))
                files.append(made)
                waiting.append((made, target / "README.md" if target.is_dir() else target))
        for name, mermaid in pictures(page, markdown):
            files.append(File.generated(config, name, content=drawn(mermaid)))
    return files


def on_page_markdown(markdown, page, config, files):
    source = sources[page.file.src_uri]
    here = Path(page.file.src_uri).parent

    def relative(link):
        target = (source.parent / link[1]).resolve()
        return os.path.relpath(uri(target), here) if target.exists() else link[1]

    for name, mermaid in pictures(page.file, markdown):
        image = os.path.relpath(name, here)
        markdown = markdown.replace(f"```mermaid\n{mermaid}```", f"[![{title(markdown)}: a picture]({image})]({image})")
    return LINK.sub(relative, markdown)


def targets(source, markdown):
    """What a page links to that is in the repository; mkdocs finds what is not."""
    found = {(source.parent / link).resolve() for link in LINK.findall(markdown)}
    return [target for target in found if target.exists()]


def uri(target):
    """Where a file or a folder of the repository is on the site."""
    if not target.is_relative_to(DOCS):
        return f"{OUTSIDE}/{target.relative_to(ROOT)}.md"
    inside = target.relative_to(DOCS).as_posix()
    return f"{inside}/index.md" if target.is_dir() else inside


def shown(target):
    if target.is_relative_to(DOCS):
        pages = sorted(target.glob("*.md"))
        return f"# {target.name}\n\n" + "".join(f"- [{title(page.read_text())}]({page.name})\n" for page in pages)
    if target.suffix == ".md":
        return target.read_text()
    name = target.relative_to(ROOT)
    if target.is_dir():
        readme = target / "README.md"
        about = readme.read_text() if readme.exists() else f"# {name}\n"
        return f"{about}\n## Files of {name}\n\n```text\n{listing(target)}```\n"
    return f"# {name}\n\n```{target.suffix[1:]}\n{target.read_text()}```\n"


def listing(folder):
    lines = []
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in NOT_SOURCES)
        lines += [os.path.relpath(os.path.join(at, name), folder) for name in sorted(names)]
    return "".join(line + "\n" for line in lines)


def title(markdown):
    return re.search(r"^# (.*)$", markdown, re.MULTILINE)[1]


def pictures(page, markdown):
    base = page.src_uri.removesuffix(".md")
    return [(f"{base}-{number}.svg", found) for number, found in enumerate(PICTURE.findall(markdown), 1)]


def drawn(mermaid):
    # Its lines are dark, whatever the page is.
    return mermaidx.render(mermaid).svg().replace("background-color: transparent", "background-color: white")
