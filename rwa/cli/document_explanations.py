"""What `rwa serve` knows of a month's document: its basis and the reason of a correction."""

from collections.abc import Callable

from oracle.documents import DocumentDamaged, DocumentMissing, Documents
from rwa.api.explanations import Explanation
from rwa.core.ids import Sha256
from rwa.remittance.canonical import parse_document
from rwa.remittance.errors import RemittanceError


def explanations_in(documents: Documents) -> Callable[[str], Explanation | None]:
    """Explain from published documents; one that is missing or damaged explains nothing."""
    known: dict[str, Explanation] = {}

    def explain(document_sha256: str) -> Explanation | None:
        if document_sha256 not in known:
            try:
                document = parse_document(documents.get(Sha256(document_sha256)))
            except (DocumentMissing, DocumentDamaged, RemittanceError):
                return None
            known[document_sha256] = Explanation(document.basis.value, document.reason)
        return known[document_sha256]

    return explain
