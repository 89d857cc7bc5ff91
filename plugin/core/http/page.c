/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "page.h"

#include <string.h>

#include "../blocks.h"
#include "../octet_key.h"
#include "../sentence.h"

/* So many answers are looked at for the right name: an address has few, a flood many. */
#define NAMES_MAX 64

/* The connections of one client to one server's port. */
typedef struct lf_site {
    uint32_t connections;
    uint32_t open;
    uint32_t requests;
    uint32_t busy; /* connections with an exchange under way */
    bool lost;     /* for some of them nobody knows */
} lf_site;

/* One connection. Zeroed: nothing has been said of it. */
typedef struct lf_entry {
    uint32_t site; /* index plus 1; 0: none */
    uint32_t number;
    uint32_t record;
    uint32_t answer; /* the last one for the server's address, index plus 1; 0: none */
    uint32_t open : 29;
    uint32_t known : 1;
    uint32_t closing : 1;
    uint32_t busy : 1;
} lf_entry;

/* More connections than this cannot be open at a time: so many pairs of ports there are. */
#define OPEN_MAX ((1u << 29) - 1)

typedef struct lf_answer {
    const char *name;
    uint32_t frame;
    uint32_t before; /* the one before for the same address, index plus 1; 0: none */
    lf_host host;
} lf_answer;

struct lf_page {
    wmem_allocator_t *scope;
    lf_blocks sites;
    uint32_t site_count;
    wmem_map_t *site_index; /* number of the site -> index + 1 */
    lf_blocks entries;      /* by stream */
    lf_blocks answers;
    uint32_t answer_count;
    wmem_map_t *hosts; /* lf_host -> index of the last answer + 1 */
    wmem_map_t *names; /* each once */
};

LF_OCTET_KEY(host, lf_host)

lf_page *lf_page_new(wmem_allocator_t *scope)
{
    lf_page *page = wmem_new0(scope, lf_page);

    page->scope = scope;
    page->site_index = wmem_map_new(scope, g_direct_hash, g_direct_equal);
    page->hosts = wmem_map_new(scope, host_hash, host_equal);
    page->names = wmem_map_new(scope, g_str_hash, g_str_equal);
    return page;
}

static lf_entry *entry_at(const lf_page *page, uint32_t stream)
{
    return (lf_entry *)lf_blocks_at(&page->entries, stream, sizeof(lf_entry));
}

static lf_entry *add_entry(lf_page *page, uint32_t stream)
{
    lf_entry *entry =
        (lf_entry *)lf_blocks_slot(&page->entries, page->scope, stream, sizeof(lf_entry));

    entry->known = true;
    return entry;
}

static lf_site *site_of(const lf_page *page, const lf_entry *entry)
{
    if (entry == NULL || entry->site == 0)
        return NULL;
    return (lf_site *)lf_blocks_at(&page->sites, entry->site - 1, sizeof(lf_site));
}

static lf_answer *answer_at(const lf_page *page, uint32_t answer)
{
    return (lf_answer *)lf_blocks_at(&page->answers, answer - 1, sizeof(lf_answer));
}

static uint32_t last_answer(const lf_page *page, const lf_host *host)
{
    return host->len == 0 ? 0 : GPOINTER_TO_UINT(wmem_map_lookup(page->hosts, host));
}

static const char *own_name(lf_page *page, const char *name)
{
    char *own = (char *)wmem_map_lookup(page->names, name);

    if (own == NULL) {
        own = wmem_strdup(page->scope, name);
        wmem_map_insert(page->names, own, own);
    }
    return own;
}

void lf_page_answer(lf_page *page, const lf_host *host, const char *name, uint32_t frame)
{
    lf_answer *answer = (lf_answer *)lf_blocks_slot(&page->answers, page->scope,
                                                    page->answer_count++, sizeof *answer);

    *answer = (lf_answer){
        .name = own_name(page, name),
        .frame = frame,
        .before = last_answer(page, host),
        .host = *host,
    };
    wmem_map_insert(page->hosts, &answer->host, GUINT_TO_POINTER(page->answer_count));
}

void lf_page_forget_answers(lf_page *page, uint32_t frame)
{
    while (page->answer_count > 0) {
        const lf_answer *answer = answer_at(page, page->answer_count);

        if (answer->frame != frame)
            return;
        if (answer->before == 0)
            wmem_map_remove(page->hosts, &answer->host);
        else
            wmem_map_insert(page->hosts, &answer_at(page, answer->before)->host,
                            GUINT_TO_POINTER(answer->before));
        page->answer_count--;
    }
}

bool lf_page_asks(const lf_page *page, uint32_t stream)
{
    const lf_entry *entry = entry_at(page, stream);

    return entry == NULL || !entry->known;
}

static uint32_t find_or_add_site(lf_page *page, uint64_t site)
{
    void *key = GSIZE_TO_POINTER((gsize)site);
    uint32_t number = GPOINTER_TO_UINT(wmem_map_lookup(page->site_index, key));

    if (number != 0)
        return number;
    lf_blocks_slot(&page->sites, page->scope, page->site_count++, sizeof(lf_site));
    wmem_map_insert(page->site_index, key, GUINT_TO_POINTER(page->site_count));
    return page->site_count;
}

void lf_page_open(lf_page *page, uint32_t stream, uint64_t site, const lf_host *server,
                  uint32_t record)
{
    lf_entry *entry = add_entry(page, stream);
    lf_site *on;

    entry->site = find_or_add_site(page, site);
    on = site_of(page, entry);
    entry->number = ++on->connections;
    on->open++;
    entry->open = MIN(on->open, OPEN_MAX) & OPEN_MAX;
    entry->record = record;
    entry->answer = last_answer(page, server);
}

void lf_page_leave_out(lf_page *page, uint32_t stream)
{
    add_entry(page, stream);
}

void lf_page_close(lf_page *page, uint32_t stream)
{
    lf_entry *entry = entry_at(page, stream);
    lf_site *site = site_of(page, entry);

    if (site == NULL || entry->closing)
        return;
    entry->closing = true;
    site->open--;
}

void lf_page_set_busy(lf_page *page, uint32_t stream, bool busy)
{
    lf_entry *entry = entry_at(page, stream);
    lf_site *site = site_of(page, entry);

    if (site == NULL || entry->busy == busy)
        return;
    entry->busy = busy;
    site->busy += busy ? 1u : UINT32_MAX;
}

void lf_page_lose(lf_page *page, uint32_t stream)
{
    lf_site *site = site_of(page, entry_at(page, stream));

    if (site != NULL)
        site->lost = true;
}

void lf_page_ask(lf_page *page, uint32_t stream, uint32_t *request, uint32_t *busy)
{
    const lf_entry *entry = entry_at(page, stream);
    lf_site *site = site_of(page, entry);

    *request = *busy = 0;
    if (site == NULL)
        return;
    *request = ++site->requests;
    if (!site->lost)
        *busy = site->busy + (entry->busy ? 0 : 1);
}

bool lf_page_get(const lf_page *page, uint32_t stream, lf_page_connection *connection)
{
    const lf_entry *entry = entry_at(page, stream);
    const lf_site *site = site_of(page, entry);

    if (site == NULL)
        return false;
    *connection = (lf_page_connection){
        .site = entry->site,
        .number = entry->number,
        .connections = site->connections,
        .open = entry->open,
        .record = entry->record,
        .order = entry->number == 1 ? LF_PAGE_FIRST
                 : entry->open == 1 ? LF_PAGE_SERIES
                                    : LF_PAGE_PARALLEL,
    };
    return true;
}

/* RFC 4343: names are the same in either case. */
static bool is_name_of(const char *name, const char *host)
{
    size_t len = strlen(name);

    return g_ascii_strncasecmp(name, host, len) == 0 && (host[len] == '\0' || host[len] == ':');
}

/* The latest answer to the question for `host`; where there is none, `latest`. */
static const lf_answer *answer_for(const lf_page *page, const lf_answer *latest, const char *host)
{
    const lf_answer *answer = latest;

    for (int tried = 1; !is_name_of(answer->name, host); tried++) {
        if (answer->before == 0 || tried == NAMES_MAX)
            return latest;
        answer = answer_at(page, answer->before);
    }
    return answer;
}

const char *lf_page_name(const lf_page *page, uint32_t stream, const char *host, uint32_t *frame)
{
    const lf_entry *entry = entry_at(page, stream);
    const lf_answer *latest;

    if (entry == NULL || entry->answer == 0)
        return NULL;
    latest = answer_at(page, entry->answer);
    if (host[0] != '\0')
        latest = answer_for(page, latest, host);
    *frame = latest->frame;
    return latest->name;
}

const char *lf_page_order_name(lf_page_order order)
{
    static const char *const names[] = {
        [LF_PAGE_FIRST] = "first",
        [LF_PAGE_SERIES] = "series",
        [LF_PAGE_PARALLEL] = "parallel",
    };

    return names[order];
}

static void fill(const void *context, const char *name, lf_text *out)
{
    const lf_page_connection *connection = (const lf_page_connection *)context;

    lf_text_add_number(out, name[0] == 'n' ? connection->number : connection->open);
}

void lf_page_explain(const lf_page_connection *connection, lf_language language, lf_text *out)
{
    static const char *const sentences[][LF_LANGUAGES] = {
#define LF_SENTENCE(order, en, zh) [order] = {[LF_EN] = en, [LF_ZH] = zh},
#include "../../data/page_sentences.def"
#undef LF_SENTENCE
    };

    lf_sentence_fill(sentences[connection->order][language], fill, connection, out);
}
