/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Page loads: for each site (one client, one server) its connections and the requests on them, on
 * one time axis.
 */
#include "content.h"
#include "phrases.h"

/* What one can look at; the rest is counted. */
#define BARS_MAX  60
#define SITES_MAX 20

/* A site's timeline while it is put together. */
typedef struct lf_site {
    const lf_content *content;
    const lf_report_connection *connection; /* the one whose exchanges come in */
    lf_timeline timeline;
    const char *host; /* that the first request names; "": none */
    unsigned requests;
    unsigned left_out;
} lf_site;

static void free_bar(void *at)
{
    lf_timeline_bar *bar = (lf_timeline_bar *)at;

    g_free(bar->label);
    g_free(bar->result);
}

static void add_bar(lf_site *site, lf_timeline_bar *bar)
{
    lf_timeline *timeline = &site->timeline;

    if (timeline->bars->len >= BARS_MAX) {
        site->left_out++;
        free_bar(bar);
        return;
    }
    timeline->start_ns = MIN(timeline->start_ns, bar->start_ns);
    timeline->end_ns = MAX(timeline->end_ns, bar->end_ns);
    g_array_append_val(timeline->bars, *bar);
}

/* Messages have the time of their segments; the report counts from the first frame. */
static int64_t since_start(const lf_site *site, int64_t ns)
{
    return ns - site->content->report->zero_ns;
}

static char *name_of_message(const lf_message *message)
{
    GString *text = g_string_new(NULL);

    lf_report_name(message, text);
    return g_string_free(text, FALSE);
}

static char *result_of(const lf_site *site, const lf_report_exchange *x)
{
    if (x->has_response)
        return name_of_message(&x->response);
    return g_strdup(x->unanswered ? lf_content_word(site->content, LF_W_UNANSWERED) : "");
}

static void add_exchange(lf_site *site, const lf_report_exchange *x)
{
    bool answered = x->has_response;
    lf_timeline_bar bar = {.stream = site->connection->stream};

    if (!x->has_request || x->beside)
        return;
    site->requests++;
    if (site->host == NULL || site->host[0] == '\0')
        site->host = x->request.host;
    bar.label = name_of_message(&x->request);
    bar.result = result_of(site, x);
    bar.tone =
        x->unanswered || (answered && x->response.status >= 400) ? LF_TONE_BAD : LF_TONE_PLAIN;
    bar.start_ns = since_start(site, x->request.first_ns);
    bar.answer_ns = since_start(site, answered ? x->response.first_ns : x->request.last_ns);
    bar.end_ns = since_start(site, answered ? x->response.last_ns : x->request.last_ns);
    if (!answered) { /* it waits as long as the connection is watched, and longer */
        bar.end_ns = MAX(bar.end_ns, site->connection->last_ns);
        bar.answer_ns = bar.end_ns + 1;
    }
    add_bar(site, &bar);
}

static void add_connection(lf_site *site, const lf_report_connection *c)
{
    lf_timeline_bar bar = {
        .stream = c->stream,
        .connection = true,
        .result = g_strdup(""),
        .start_ns = c->first_ns,
        .answer_ns = c->complete_ns == LF_NO_TIME ? c->first_ns : c->complete_ns,
        .end_ns = c->last_ns,
    };
    char *left = lf_address_of(c, 0);
    GArray *exchanges;

    bar.label = g_strdup_printf("%u: %s", c->stream, left);
    g_free(left);
    add_bar(site, &bar);
    site->connection = c;
    exchanges = lf_report_exchanges(site->content->report, c);
    for (unsigned i = 0; i < exchanges->len; i++)
        add_exchange(site, lf_report_exchange_at(exchanges, i));
    g_array_free(exchanges, TRUE);
}

/* The name that was looked up, and where. */
static const char *looked_up(const lf_site *site, const lf_report_connection *first,
                             uint32_t *frame)
{
    return lf_page_name(site->content->report->source.page, first->stream,
                        site->host == NULL ? "" : site->host, frame);
}

/* The name that the requests name, or that was looked up, or else the server's address. */
static char *name_of(const lf_site *site, const lf_report_connection *first)
{
    uint32_t frame;
    const char *name = looked_up(site, first, &frame);

    if (site->host != NULL && site->host[0] != '\0')
        return g_strdup(site->host);
    return name != NULL ? g_strdup(name) : lf_address_of(first, 1);
}

static void add_look_up(const lf_site *site, const lf_report_connection *first)
{
    const lf_content *content = site->content;
    uint32_t frame = 0;
    const char *name = looked_up(site, first, &frame);
    GString *text;
    char number[12];

    if (name == NULL)
        return;
    text = g_string_new(NULL);
    g_snprintf(number, sizeof number, "%u", frame);
    lf_phrase(text, content->language, LF_W_NAMED_BY, "frame", number, "address",
              first->end[lf_report_side(first, 1)].address, "name", name, NULL);
    content->writer->paragraph(content->out, LF_TONE_PLAIN, text->str);
    g_string_free(text, TRUE);
}

static void write_site(const lf_content *content, lf_site *site, const lf_report_connection *first)
{
    GString *heading = g_string_new(NULL);
    char *name = name_of(site, first);

    site->timeline.title = name;
    if (site->left_out > 0) {
        GString *rest = g_string_new(NULL);

        lf_phrase_count(rest, content->language, LF_W_TIMELINE_REST, site->left_out);
        site->timeline.rest = g_string_free(rest, FALSE);
    }
    lf_phrase(heading, content->language, LF_W_TIMELINE, "name", name, NULL);
    content->writer->heading(content->out, 3, heading->str);
    add_look_up(site, first);
    content->writer->timeline(content->out, &site->timeline, content->language);
    g_string_free(heading, TRUE);
    g_free(site->timeline.rest);
    g_free(name);
}

/* False: there was no request to show. */
static bool add_site(const lf_content *content, const GPtrArray *connections)
{
    lf_site site = {.content = content, .timeline = {.start_ns = INT64_MAX, .end_ns = INT64_MIN}};
    bool shown;

    site.timeline.bars = g_array_new(FALSE, FALSE, sizeof(lf_timeline_bar));
    g_array_set_clear_func(site.timeline.bars, free_bar);
    for (unsigned i = 0; i < connections->len; i++)
        add_connection(&site, (const lf_report_connection *)connections->pdata[i]);
    shown = site.requests > 0;
    if (shown)
        write_site(content, &site, (const lf_report_connection *)connections->pdata[0]);
    g_array_free(site.timeline.bars, TRUE);
    return shown;
}

static void free_site(void *at)
{
    if (at != NULL)
        g_ptr_array_free((GPtrArray *)at, TRUE);
}

/* The connections of each site, by its number. */
static GPtrArray *group(const lf_report *report)
{
    GPtrArray *sites = g_ptr_array_new_with_free_func(free_site);

    for (unsigned at = 0; at < report->connections->len; at++) {
        const lf_report_connection *c = lf_report_at(report, at);
        lf_page_connection page;

        if (c == NULL || c->messages == NULL || !lf_page_get(report->source.page, at, &page))
            continue;
        if (page.site >= sites->len)
            g_ptr_array_set_size(sites, (int)page.site + 1);
        if (sites->pdata[page.site] == NULL)
            sites->pdata[page.site] = g_ptr_array_new();
        g_ptr_array_add((GPtrArray *)sites->pdata[page.site], (void *)c);
    }
    return sites;
}

void lf_content_timelines(const lf_content *content)
{
    GPtrArray *sites;
    unsigned shown = 0;
    unsigned rest = 0;

    if (content->report->source.page == NULL || content->report->source.http == NULL)
        return;
    sites = group(content->report);
    for (unsigned i = 0; i < sites->len; i++) {
        if (sites->pdata[i] == NULL)
            continue;
        if (shown >= SITES_MAX)
            rest++;
        else if (add_site(content, (const GPtrArray *)sites->pdata[i]))
            shown++;
    }
    if (rest > 0) {
        GString *text = g_string_new(NULL);

        lf_phrase_count(text, content->language, LF_W_SITES_REST, rest);
        content->writer->paragraph(content->out, LF_TONE_PLAIN, text->str);
        g_string_free(text, TRUE);
    }
    g_ptr_array_free(sites, TRUE);
}
