"""Pages of talk."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bansou.accounts.doors import member_required
from bansou.forms import page_number
from bansou.vocabulary import terms
from casestudies.models import CaseStudy
from community import services, shown
from community.forms import PostForm, ReasonForm, ThreadForm
from community.models import Post, Thread
from community.services import About, NotAllowed, TooManyPosts
from knowhow.models import Article

PAGE_SIZE = 20


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All threads that the reader may read: open questions, or all, or those of a step."""
    threads = Thread.objects.visible_to(request.user).order_by("-last_post_at", "-pk")
    show, step = request.GET.get("show", ""), request.GET.get("step", "")
    if show == "open":
        threads = threads.open_questions()
    if step in terms.scheme("step"):
        threads = threads.filter(step=step)
    page = Paginator(threads, PAGE_SIZE).get_page(page_number(request.GET.get("page")))
    context = {
        "items": shown.items(page.object_list),
        "page_obj": page,
        "show": show,
        "step": step,
        "steps": terms.scheme("step"),
    }
    return render(request, "community/index.html", context)


def readable_thread(request: HttpRequest, public_id: str) -> Thread:
    """The thread, or 404 for whoever may not read it."""
    threads = Thread.objects.visible_to(request.user).select_related(
        "author", "case__author", "case__organisation", "article"
    )
    return get_object_or_404(threads.prefetch_related("case__terms", "case__coauthors"), public_id=public_id)


@require_safe
def thread(request: HttpRequest, public_id: str) -> HttpResponse:
    """One thread with its posts and the form to answer."""
    return render(
        request, "community/thread.html", thread_context(request, readable_thread(request, public_id), PostForm())
    )


def thread_context(request: HttpRequest, found: Thread, form: PostForm) -> dict[str, Any]:
    """What the page of a thread shows."""
    return {"thread": found, "posts": shown.shown_posts(found, request.user), "form": form, "facts": shown.facts(found)}


@require_POST
@member_required
def reply(request: HttpRequest, public_id: str) -> HttpResponse:
    """Answer."""
    found, form = readable_thread(request, public_id), PostForm(request.POST)
    if not form.is_valid():
        return render(request, "community/thread.html", thread_context(request, found, form), status=422)
    try:
        post = services.reply(found, request.user, form.cleaned_data["text"], form.cleaned_data["token"])
    except TooManyPosts:
        form.add_error("text", too_many_posts())
        return render(request, "community/thread.html", thread_context(request, found, form), status=429)
    messages.success(request, _("Your answer is there. Thank you."))
    return redirect(f"{found.get_absolute_url()}#post-{post.public_id}")


def too_many_posts() -> str:
    """Said beside the words, which stay in the form."""
    return _("You have written a great deal within an hour. Please wait a little; your words are kept here.")


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def new(request: HttpRequest) -> HttpResponse:
    """Start a thread, free or about something: `?case=`, `?article=`, `?step=`."""
    about = about_of(request)
    is_free = not (about.case or about.article)
    form = ThreadForm(request.POST or None, is_free=is_free, initial={"step": about.step})
    if request.method == "POST" and form.is_valid():
        try:
            made = start_thread(request.user, form.cleaned_data, about, is_free)
        except TooManyPosts:
            form.add_error("text", too_many_posts())
        else:
            messages.success(request, _("Your words are there. Answers will be told to you by notice and mail."))
            return redirect(made)
    context = {"form": form, "about": about.case or about.article, "query": request.GET.urlencode()}
    return render(request, "community/new.html", context, status=422 if form.errors else 200)


def start_thread(by: Any, data: dict[str, Any], about: About, is_free: bool) -> Thread:
    """The thread of a valid form; a free one carries its own step and visibility."""
    about = About(step=data["step"]) if is_free else about
    extra = {"visibility": data["visibility"]} if is_free else {}
    return services.start_thread(
        by, data["title"], data["text"], about, kind=data["thread_kind"], token=data["token"], **extra
    )


def about_of(request: HttpRequest) -> About:
    """What the address says the thread is about; 404 when the reader may not read it."""
    case, article, step = (request.GET.get(name, "") for name in ("case", "article", "step"))
    if case:
        return About(case=get_object_or_404(CaseStudy.objects.visible_to(request.user), public_id=case[:10]))
    if article:
        return About(article=get_object_or_404(Article.objects.visible_to(request.user), public_id=article[:10]))
    return About(step=step if step in terms.scheme("step") else "")


def readable_post(request: HttpRequest, public_id: str) -> Post:
    """A post that the reader may read: in a thread that they may read, and not hidden (moderators see those)."""
    post = get_object_or_404(Post.objects.select_related("thread"), public_id=public_id)
    if post.hidden_at and not services.may_moderate(request.user):
        raise Http404
    get_object_or_404(Thread.objects.visible_to(request.user), pk=post.thread_id)
    return post


def at_post(post: Post) -> HttpResponse:
    """Back to the post on its page."""
    return redirect(f"{post.thread.get_absolute_url()}#post-{post.public_id}")


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change one's own words; too late is said, and the text is shown again."""
    post = readable_post(request, public_id)
    if post.author_id != request.user.pk:
        raise Http404
    form = PostForm(request.POST or None, initial={"text": post.text})
    if request.method == "POST" and form.is_valid():
        try:
            services.edit(post, request.user, form.cleaned_data["text"])
            return at_post(post)
        except NotAllowed:
            form.add_error("text", _("Half an hour has passed; please add another post instead."))
    return render(request, "community/edit.html", {"form": form, "post": post}, status=422 if form.errors else 200)


@require_POST
@member_required
def accept(request: HttpRequest, public_id: str) -> HttpResponse:
    """The answer that solved it."""
    post = readable_post(request, public_id)
    try:
        services.accept(post, request.user)
    except NotAllowed:
        raise Http404 from None
    return at_post(post)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    """問題を知らせる."""
    post, form = readable_post(request, public_id), ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.report(post, request.user, form.cleaned_data["reason"])
        messages.success(request, _("Thank you. The moderators have been told."))
        return at_post(post)
    return reason_page(request, post, form, _("Report a problem"), _("Tell the moderators"))


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def hide(request: HttpRequest, public_id: str) -> HttpResponse:
    """Moderators hide a post."""
    post, form = readable_post(request, public_id), ReasonForm(request.POST or None)
    if not services.may_moderate(request.user):
        raise Http404
    if request.method == "POST" and form.is_valid():
        services.hide(post, request.user, form.cleaned_data["reason"])
        return at_post(post)
    return reason_page(request, post, form, _("Hide this post"), _("Hide it"))


def reason_page(request: HttpRequest, post: Post, form: ReasonForm, title: str, button: str) -> HttpResponse:
    """A post and the question why."""
    context = {"form": form, "post": post, "title": title, "button": button, "body": shown.body_html(post.text)}
    return render(request, "community/reason.html", context, status=422 if form.errors else 200)


@require_POST
@member_required
def unhide(request: HttpRequest, public_id: str) -> HttpResponse:
    """Moderators bring a post back."""
    post = readable_post(request, public_id)
    try:
        services.unhide(post, request.user)
    except NotAllowed:
        raise Http404 from None
    return at_post(post)
