/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "connections.h"

#include <stddef.h>

#include "blocks.h"
#include "octet_key.h"
#include "squeeze.h"

#define AWAKE 512 /* as many as the processor's second cache holds with ease */
#define SLAB  16  /* that are allocated at a time: each alone would cost a header */

/* Of an end's queue so many segments go to sleep with it; a longer queue stays what it is. */
#define QUEUED 2

/* What few kinds of connections have in common is told by the number of its kind, as long as there
 * are not too many: words of lf_connection that hold states, marks and the history. */
#define WORD_OF(field) (offsetof(lf_connection, field) / sizeof(uint32_t))
#define STATES_OF(dir) (WORD_OF(end[dir].window) + 1)
#define BITS_OF(dir)   (WORD_OF(zeek.end[dir].rst) + 1)
static const uint8_t kind_words[] = {
    STATES_OF(0), STATES_OF(1),    WORD_OF(zeek.history), WORD_OF(zeek.history) + 1, BITS_OF(0),
    BITS_OF(1),   WORD_OF(client), WORD_OF(client) + 1,   WORD_OF(client) + 2,
};
#define KIND_WORDS (sizeof kind_words / sizeof *kind_words)
#define KINDS_MAX  4096

typedef struct lf_kind {
    uint32_t word[KIND_WORDS];
} lf_kind;

/* Where those that sleep lie: in places of so many octets, out of chunks. */
#define PLACE  4u
#define CHUNK  65536u
#define PLACES (CHUNK / PLACE)

typedef struct lf_awake {
    lf_connection connection;
    uint32_t stream;
    bool touched; /* since the hand of the clock came by */
} lf_awake;

/* What is squeezed of a connection. */
typedef struct lf_asleep {
    lf_connection connection;
    lf_sent sent[2][QUEUED];
    uint32_t count[2];
} lf_asleep;

#define WORDS      (sizeof(lf_asleep) / sizeof(uint32_t)) /* and one for the kind */
#define ASLEEP_MAX LF_SQUEEZE_MAX(WORDS + 1)
#define SIZES      (ASLEEP_MAX / PLACE + 2)

_Static_assert(offsetof(lf_connection, client) % sizeof(uint32_t) == 0, "kinds are whole words");
_Static_assert(sizeof(lf_asleep) % sizeof(uint32_t) == 0, "it is squeezed word by word");
_Static_assert(ASLEEP_MAX < CHUNK && SIZES < UINT8_MAX, "its size in places is an octet");

/* Of each stream: 0: none; up to AWAKE: its place among those awake, plus 1; above that its first
 * place among those asleep, plus AWAKE + 1. */
typedef uint32_t lf_whereabouts;

struct lf_connections {
    wmem_allocator_t *scope;
    lf_blocks where; /* lf_whereabouts, by stream */
    lf_awake *awake[AWAKE / SLAB];
    uint32_t awake_count;
    uint32_t hand; /* of the clock that tells who goes to sleep */
    uint8_t **chunk;
    uint32_t chunk_count;
    uint32_t chunk_room;
    uint32_t used;         /* places of the last chunk */
    uint32_t spare[SIZES]; /* by size in places: the first free one, plus 1, each leads on */
    lf_blocks kinds;       /* lf_kind */
    uint32_t kind_count;
    wmem_map_t *kind_index;  /* lf_kind -> its number, from 1 */
    lf_outstanding **queues; /* emptied, for the next end that sends */
    uint32_t queue_count;
    uint32_t queue_room;
};

LF_OCTET_KEY(kind, lf_kind)

lf_connections *lf_connections_new(wmem_allocator_t *scope)
{
    lf_connections *all = wmem_new0(scope, lf_connections);

    all->scope = scope;
    all->kind_index = wmem_map_new(scope, kind_hash, kind_equal);
    return all;
}

lf_outstanding *lf_connections_take_queue(lf_connections *all)
{
    if (all->queue_count > 0)
        return all->queues[--all->queue_count];
    return wmem_new0(all->scope, lf_outstanding);
}

void lf_connections_give_queue(lf_connections *all, lf_end *end)
{
    lf_outstanding *queue = end->sent;

    if (queue == NULL)
        return;
    end->sent = NULL;
    queue->count = queue->head = queue->heap_count = 0;
    if (all->queue_count == all->queue_room) {
        all->queue_room = all->queue_room == 0 ? 16 : all->queue_room * 2;
        all->queues = (lf_outstanding **)wmem_realloc(all->scope, all->queues,
                                                      all->queue_room * sizeof *all->queues);
    }
    all->queues[all->queue_count++] = queue;
}

static lf_whereabouts where_is(const lf_connections *all, uint32_t stream)
{
    const lf_whereabouts *where =
        (const lf_whereabouts *)lf_blocks_at(&all->where, stream, sizeof *where);

    return where == NULL ? 0 : *where;
}

static void set_where(lf_connections *all, uint32_t stream, lf_whereabouts where)
{
    *(lf_whereabouts *)lf_blocks_slot(&all->where, all->scope, stream, sizeof where) = where;
}

static lf_awake *awake_at(const lf_connections *all, uint32_t index)
{
    return &all->awake[index / SLAB][index % SLAB];
}

static uint8_t *place_at(const lf_connections *all, uint32_t place)
{
    return all->chunk[place / PLACES] + place % PLACES * PLACE;
}

static void add_chunk(lf_connections *all)
{
    if (all->chunk_count == all->chunk_room) {
        all->chunk_room = all->chunk_room == 0 ? 16 : all->chunk_room * 2;
        all->chunk =
            (uint8_t **)wmem_realloc(all->scope, all->chunk, all->chunk_room * sizeof *all->chunk);
    }
    all->chunk[all->chunk_count++] = (uint8_t *)wmem_alloc(all->scope, CHUNK);
    all->used = 0;
}

/* The first of `size` free places in a row. */
static uint32_t take_places(lf_connections *all, uint32_t size)
{
    uint32_t place;

    if (all->spare[size] != 0) {
        place = all->spare[size] - 1;
        memcpy(&all->spare[size], place_at(all, place), sizeof all->spare[size]);
        return place;
    }
    if (all->chunk_count == 0 || all->used + size > PLACES)
        add_chunk(all);
    place = (all->chunk_count - 1) * PLACES + all->used;
    all->used += size;
    return place;
}

static void give_places(lf_connections *all, uint32_t place, uint32_t size)
{
    memcpy(place_at(all, place), &all->spare[size], sizeof all->spare[size]);
    all->spare[size] = place + 1;
}

/* Takes what is in the end's queue along, if it is little. */
static void take_queue_along(lf_connections *all, lf_asleep *asleep, int dir)
{
    lf_end *end = &asleep->connection.end[dir];
    const lf_outstanding *queue = end->sent;

    if (queue == NULL || queue->count > QUEUED || queue->heap_count > 0 || queue->overlaps)
        return;
    for (uint32_t i = 0; i < queue->count; i++)
        asleep->sent[dir][i] = *lf_outstanding_at(queue, i);
    asleep->count[dir] = queue->count;
    lf_connections_give_queue(all, end);
}

static void bring_queue_back(lf_connections *all, const lf_asleep *asleep, lf_end *end, int dir)
{
    if (asleep->count[dir] == 0)
        return;
    end->sent = lf_connections_take_queue(all);
    for (uint32_t i = 0; i < asleep->count[dir]; i++)
        lf_outstanding_add(all->scope, end->sent, &asleep->sent[dir][i]);
}

/* The number of the kind; 0: it has none. */
static uint32_t number_of_kind(lf_connections *all, const lf_kind *kind)
{
    uint32_t number = GPOINTER_TO_UINT(wmem_map_lookup(all->kind_index, kind));
    lf_kind *own;

    if (number != 0 || all->kind_count == KINDS_MAX)
        return number;
    own = (lf_kind *)lf_blocks_slot(&all->kinds, all->scope, all->kind_count, sizeof *own);
    *own = *kind;
    wmem_map_insert(all->kind_index, own, GUINT_TO_POINTER(++all->kind_count));
    return all->kind_count;
}

static void name_kind(lf_connections *all, uint32_t *words)
{
    lf_kind kind;
    uint32_t number;

    for (unsigned i = 0; i < KIND_WORDS; i++)
        kind.word[i] = words[kind_words[i]];
    number = number_of_kind(all, &kind);
    words[WORDS] = number;
    for (unsigned i = 0; i < KIND_WORDS && number != 0; i++)
        words[kind_words[i]] = 0;
}

static void restore_kind(const lf_connections *all, uint32_t *words)
{
    const lf_kind *kind;

    if (words[WORDS] == 0)
        return;
    kind = (const lf_kind *)lf_blocks_at(&all->kinds, words[WORDS] - 1, sizeof *kind);
    for (unsigned i = 0; i < KIND_WORDS; i++)
        words[kind_words[i]] = kind->word[i];
}

static void send_to_sleep(lf_connections *all, lf_awake *awake)
{
    lf_asleep asleep;
    uint32_t words[WORDS + 1];
    uint8_t squeezed[ASLEEP_MAX + 1];
    uint32_t size;
    uint32_t place;

    memset(&asleep, 0, sizeof asleep);
    memcpy(&asleep.connection, &awake->connection, sizeof asleep.connection);
    for (int dir = 0; dir < 2; dir++)
        take_queue_along(all, &asleep, dir);
    memcpy(words, &asleep, sizeof asleep);
    name_kind(all, words);
    size = (uint32_t)(lf_squeeze(squeezed + 1, words, WORDS + 1) - squeezed);
    squeezed[0] = (uint8_t)((size + PLACE - 1) / PLACE);
    place = take_places(all, squeezed[0]);
    memcpy(place_at(all, place), squeezed, size);
    set_where(all, awake->stream, place + AWAKE + 1);
}

static void dream(const lf_connections *all, uint32_t place, lf_asleep *asleep)
{
    uint32_t words[WORDS + 1];

    lf_unsqueeze(place_at(all, place) + 1, words, WORDS + 1);
    restore_kind(all, words);
    memcpy(asleep, words, sizeof *asleep);
}

/* Room among those awake; who was not touched for longest, or nearly, makes it. */
static uint32_t find_bed(lf_connections *all)
{
    if (all->awake_count < AWAKE) {
        lf_awake **slab = &all->awake[all->awake_count / SLAB];

        if (*slab == NULL)
            *slab = wmem_alloc_array(all->scope, lf_awake, SLAB);
        return all->awake_count++;
    }
    for (;; all->hand = (all->hand + 1) % AWAKE) {
        lf_awake *awake = awake_at(all, all->hand);

        if (!awake->touched)
            break;
        awake->touched = false;
    }
    send_to_sleep(all, awake_at(all, all->hand));
    return all->hand;
}

static void begin(lf_connection *c)
{
    memset(c, 0, sizeof *c);
    c->client = c->teardown_initiator = c->syn_answer_due = LF_NOBODY;
}

static void wake(lf_connections *all, uint32_t place, lf_connection *c)
{
    lf_asleep asleep;

    dream(all, place, &asleep);
    memcpy(c, &asleep.connection, sizeof *c);
    for (int dir = 0; dir < 2; dir++)
        bring_queue_back(all, &asleep, &c->end[dir], dir);
    give_places(all, place, place_at(all, place)[0]);
}

lf_connection *lf_connections_get(lf_connections *all, uint32_t stream)
{
    lf_whereabouts where = where_is(all, stream);
    lf_awake *awake;
    uint32_t index;

    if (where != 0 && where <= AWAKE) {
        awake = awake_at(all, where - 1);
        awake->touched = true;
        return &awake->connection;
    }
    index = find_bed(all);
    awake = awake_at(all, index);
    if (where == 0)
        begin(&awake->connection);
    else
        wake(all, where - AWAKE - 1, &awake->connection);
    awake->stream = stream;
    awake->touched = true;
    set_where(all, stream, index + 1);
    return &awake->connection;
}

const lf_connection *lf_connections_look(const lf_connections *all, uint32_t stream,
                                         lf_connection *room)
{
    lf_whereabouts where = where_is(all, stream);
    lf_asleep asleep;

    if (where == 0)
        return NULL;
    if (where <= AWAKE)
        return &awake_at(all, where - 1)->connection;
    dream(all, where - AWAKE - 1, &asleep);
    *room = asleep.connection;
    return room;
}

bool lf_connections_has(const lf_connections *all, uint32_t stream)
{
    return where_is(all, stream) != 0;
}

void lf_connections_rest(lf_connections *all)
{
    while (all->awake_count > 0)
        send_to_sleep(all, awake_at(all, --all->awake_count));
    all->hand = 0;
}
