/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Who is client: the sender of the first SYN; without one, HTTP evidence, then the higher port.
 */
#include "connection.h"

/* Who aborted stays who aborted. */
static void set_client(lf_connection *c, uint8_t client)
{
    bool turns = c->client != LF_NOBODY && c->client != client;

    if (turns && c->close_reason == LF_CLOSE_CLIENT_ABORT)
        c->close_reason = LF_CLOSE_SERVER_ABORT;
    else if (turns && c->close_reason == LF_CLOSE_SERVER_ABORT)
        c->close_reason = LF_CLOSE_CLIENT_ABORT;
    c->client = client;
}

static void guess(lf_connection *c, uint8_t client, bool by_port)
{
    set_client(c, client);
    c->role_guessed = true;
    c->role_by_port = by_port;
}

static bool by_payload(lf_step *step)
{
    lf_connection *c = step->connection;
    uint8_t dir = step->segment->dir;

    switch (step->segment->hint) {
    case LF_PAYLOAD_HTTP_REQUEST:
        guess(c, dir, false);
        return true;
    case LF_PAYLOAD_HTTP_RESPONSE:
        guess(c, lf_other(dir), false);
        return true;
    default:
        return false;
    }
}

static void by_port(lf_step *step)
{
    const lf_segment *s = step->segment;

    if (s->src_port == s->dst_port)
        return;
    guess(step->connection, s->dst_port < s->src_port ? s->dir : lf_other(s->dir), true);
}

void lf_roles_update(lf_step *step)
{
    lf_connection *c = step->connection;
    const lf_facts *f = &step->facts;
    bool certain = c->client != LF_NOBODY && !c->role_guessed;

    if (certain || f->copy)
        return;
    if (f->syn && !f->ack) {
        set_client(c, step->segment->dir);
        c->role_guessed = c->role_by_port = false;
        return;
    }
    if (f->syn && !c->started) {
        guess(c, lf_other(step->segment->dir), false);
        return;
    }
    if (c->client != LF_NOBODY && !c->role_by_port)
        return;
    if (!by_payload(step) && c->client == LF_NOBODY)
        by_port(step);
}

lf_role lf_role_of(const lf_connection *connection, uint8_t dir)
{
    if (connection->client == LF_NOBODY || dir == LF_NOBODY)
        return LF_ROLE_UNKNOWN;
    return dir == connection->client ? LF_CLIENT : LF_SERVER;
}

unsigned lf_role_slot(const lf_connection *connection, uint8_t dir)
{
    if (connection->client == LF_NOBODY)
        return dir == connection->first_dir ? 0 : 1;
    return dir == connection->client ? 0 : 1;
}
