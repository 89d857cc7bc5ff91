/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Page: what the connections of one client to one server have to do with each other, and which DNS
 * answer named the server's address. Such a group is called a site here.
 */
#ifndef LABFLOW_CORE_HTTP_PAGE_H
#define LABFLOW_CORE_HTTP_PAGE_H

#include <stdbool.h>
#include <stdint.h>
#include <wsutil/wmem/wmem.h>

#include "../language.h"
#include "../text.h"

typedef struct lf_page lf_page;

/* An IPv4 or IPv6 address as it stands in a DNS answer. */
typedef struct lf_host {
    uint8_t len; /* 4 or 16; 0: none of these */
    uint8_t octets[16];
} lf_host;

/* How a connection stands to those before it that the same client opened to the same server. */
typedef enum lf_page_order {
    LF_PAGE_FIRST,
    LF_PAGE_SERIES,   /* none of those is still open */
    LF_PAGE_PARALLEL, /* at least one is */
} lf_page_order;

typedef struct lf_page_connection {
    uint32_t site;        /* number of the site in the capture, from 1 */
    uint32_t number;      /* of the connection on its site, from 1 */
    uint32_t connections; /* of the site, as far as read */
    uint32_t open;        /* of these, how many were open when this one began, itself included */
    uint32_t record;      /* lf_segment.record of the segment with which it began */
    lf_page_order order;
} lf_page_connection;

/* Everything lives in `scope` and goes with it. */
lf_page *lf_page_new(wmem_allocator_t *scope);

/* A DNS answer in `frame` to the question for `name` (copied) gives `host`. */
void lf_page_answer(lf_page *page, const lf_host *host, const char *name, uint32_t frame);

/* The frame of that number is not in the capture after all (a read filter dropped it). */
void lf_page_forget_answers(lf_page *page, uint32_t frame);

/* Whether nothing has been said of the connection `stream`. */
bool lf_page_asks(const lf_page *page, uint32_t stream);

/* It begins with the segment of `record`. `site` is the same number for the same client, server and
 * server's port.
 */
void lf_page_open(lf_page *page, uint32_t stream, uint64_t site, const lf_host *server,
                  uint32_t record);

/* It is none of a web server's. */
void lf_page_leave_out(lf_page *page, uint32_t stream);

/* It begins to close. All that follow do nothing for a connection that is left out or not known. */
void lf_page_close(lf_page *page, uint32_t stream);

/* Whether an exchange is under way on it. */
void lf_page_set_busy(lf_page *page, uint32_t stream, bool busy);

/* The capture does not show when its exchanges end. */
void lf_page_lose(lf_page *page, uint32_t stream);

/* A request on it is complete. `*request` is its number on the site, from 1; `*busy` on how many of
 * the site's connections an exchange is now under way, this one included; 0: nobody knows. */
void lf_page_ask(lf_page *page, uint32_t stream, uint32_t *request, uint32_t *busy);

/* False: there is nothing to say. */
bool lf_page_get(const lf_page *page, uint32_t stream, lf_page_connection *connection);

/* The last DNS answer before the connection began that gave its server's address, by preference one
 * to the question for `host` (which may end in a port; "": any). Returns the name that was asked
 * for, and its frame; NULL: there is none. */
const char *lf_page_name(const lf_page *page, uint32_t stream, const char *host, uint32_t *frame);

/* Appends one sentence (UTF-8, no line break) on what `connection` is to the others. */
void lf_page_explain(const lf_page_connection *connection, lf_language language, lf_text *out);

/* first, series, parallel; static. */
const char *lf_page_order_name(lf_page_order order);

#endif
