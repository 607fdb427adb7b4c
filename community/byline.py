"""Who wrote a post, as far as readers may know."""

from django.utils.translation import gettext as _

from bansou.accounts.models import User
from bansou.vocabulary import terms
from casestudies.byline import Byline, PublicAuthor
from community.models import Post, Thread


def writes_as_case_author(author_id: int, thread: Thread) -> bool:
    """Is this person an author of the case that the thread is about?"""
    return thread.case is not None and author_id in thread.case.owner_ids


def author_of(thread: Thread, author: User) -> PublicAuthor:
    """The name beside a post. In the thread of a case its author keeps the byline of the case: whoever is 匿名の支援者
    above is 匿名の支援者 below."""
    if thread.case and writes_as_case_author(author.pk, thread) and thread.case.byline != Byline.NAME:
        shown = thread.case.public_author
        return PublicAuthor(shown.name, _("Author of this case"), shown.url, shown.is_anonymous)
    kind = terms.short("supporter_type", author.supporter_type) if author.supporter_type else ""
    role = _("Author of this case") if writes_as_case_author(author.pk, thread) else kind
    return PublicAuthor(str(author), role, author.get_absolute_url(), is_anonymous=False)


def post_author(post: Post, thread: Thread) -> PublicAuthor:
    """The name beside a post."""
    return author_of(thread, post.author)
