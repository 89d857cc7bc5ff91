/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Wireshark's own dialogs for statistics (trees, simple tables) cannot put a row's filter into
 * effect, so these are windows of the "funnel", which Lua scripts use: text with buttons.
 */
#include "windows.h"

#include <stdlib.h>

#include <epan/funnel.h>
#include <epan/plugin_if.h>

#include "../epan/compat.h"
#include "../epan/prefs.h"
#include "../epan/session.h"
#include "report_window.h"
#include "stats_tap.h"
#include "words.h"

#define MOST_BUTTONS 8 /* so many fit beside one another on a small screen */

/* An entry of the menu. `table` is for those that `open` a table. */
typedef struct lf_entry {
    const char *name;
    void (*open)(const struct lf_entry *entry);
    lf_stats_table table;
} lf_entry;

/* What the buttons and dialogs of one window share; the last of them to go frees it. */
typedef struct lf_window {
    GPtrArray *filters; /* char *, row by row */
    unsigned session;   /* lf_session_number of the file that was counted */
    lf_language language;
} lf_window;

typedef struct lf_press {
    lf_window *window;
    unsigned row; /* from 0 */
} lf_press;

static void clear_window(void *data)
{
    g_ptr_array_unref(((lf_window *)data)->filters);
}

static void release(void *data)
{
    g_rc_box_release_full(data, clear_window);
}

static void release_press(void *data)
{
    lf_press *press = (lf_press *)data;

    release(press->window);
    g_free(press);
}

static const char *word(const lf_window *window, lf_word id)
{
    return lf_word_in(id, window->language);
}

static void apply(const lf_window *window, unsigned row)
{
    const funnel_ops_t *ops = funnel_get_funnel_ops();

    if (window->session != lf_session_number()) {
        lf_window_say("LabFlow", word(window, LF_W_ST_STALE));
        return;
    }
    ops->set_filter(ops->ops_id, (const char *)window->filters->pdata[row]);
    ops->apply_filter(ops->ops_id);
}

static lf_ws_bool pressed(funnel_text_window_t *text _U_, void *data)
{
    const lf_press *press = (const lf_press *)data;

    apply(press->window, press->row);
    return TRUE;
}

static void row_named(char **input, void *data)
{
    const lf_window *window = (const lf_window *)data;
    guint64 row = 0;

    if (g_ascii_string_to_unsigned(input[0], 10, 1, window->filters->len, &row, NULL))
        apply(window, (unsigned)row - 1);
    else
        lf_window_say("LabFlow", word(window, LF_W_ST_NO_ROW));
    g_strfreev(input);
}

static lf_ws_bool ask_row(funnel_text_window_t *text _U_, void *data)
{
    const funnel_ops_t *ops = funnel_get_funnel_ops();
    lf_window *window = (lf_window *)((lf_press *)data)->window;
    char *label = g_strdup_printf(word(window, LF_W_ST_ASK_ROW), window->filters->len);
    const char *names[] = {label, NULL};
    const char *values[] = {"", NULL};

    ops->new_dialog(ops->ops_id, "LabFlow", names, values, row_named, g_rc_box_acquire(window),
                    release);
    g_free(label);
    return TRUE;
}

static void add_button(funnel_text_window_t *text, lf_window *window, funnel_bt_cb_t press,
                       unsigned row, const char *label)
{
    const funnel_ops_t *ops = funnel_get_funnel_ops();
    funnel_bt_t *button = g_new0(funnel_bt_t, 1);
    lf_press *data = g_new0(lf_press, 1);

    data->window = (lf_window *)g_rc_box_acquire(window);
    data->row = row;
    button->tw = text;
    button->func = press;
    button->data = data;
    button->free_fcn = g_free;
    button->free_data_fcn = release_press;
    ops->add_button(text, button, label);
}

static void add_buttons(funnel_text_window_t *text, lf_window *window)
{
    unsigned rows = window->filters->len;

    for (unsigned row = 0; row < MIN(rows, MOST_BUTTONS); row++) {
        char *label = g_strdup_printf(word(window, LF_W_ST_BUTTON), row + 1);

        add_button(text, window, pressed, row, label);
        g_free(label);
    }
    if (rows > MOST_BUTTONS)
        add_button(text, window, ask_row, 0, word(window, LF_W_ST_CHOOSE));
}

static GPtrArray *filters_of(const GArray *rows)
{
    GPtrArray *filters = g_ptr_array_new_with_free_func(g_free);

    for (unsigned i = 0; i < rows->len; i++)
        g_ptr_array_add(filters, g_strdup(g_array_index(rows, lf_stats_row, i).filter->str));
    return filters;
}

/* The whole file is counted anew: a window shows it as it is now. */
static GArray *count(lf_stats_table table, lf_language *language)
{
    const funnel_ops_t *ops = funnel_get_funnel_ops();
    lf_stats_tap *tap = lf_stats_tap_new();
    GString *error = lf_stats_tap_listen(tap, NULL, NULL, NULL);
    GArray *rows;

    if (error == NULL) {
        ops->retap_packets(ops->ops_id);
        lf_stats_tap_stop(tap);
    } else {
        g_string_free(error, TRUE);
    }
    *language = lf_stats_tap_language(tap);
    rows = lf_stats_rows(lf_stats_tap_result(tap), table);
    lf_stats_tap_free(tap);
    return rows;
}

static void show(const lf_entry *entry, const GArray *rows, lf_language language)
{
    const funnel_ops_t *ops = funnel_get_funnel_ops();
    lf_window *window = (lf_window *)g_rc_box_alloc0(sizeof *window);
    char *title = g_strdup_printf("LabFlow: %s", entry->name);
    funnel_text_window_t *text = ops->new_text_window(ops->ops_id, title);
    GString *said = g_string_new(NULL);

    window->filters = filters_of(rows);
    window->session = lf_session_number();
    window->language = language;
    lf_stats_write(rows, entry->table, language, said);
    if (rows->len > 0)
        g_string_append_printf(said, "\n%s\n", word(window, LF_W_ST_HINT));
    ops->append_text(text, said->str);
    add_buttons(text, window);
    g_string_free(said, TRUE);
    g_free(title);
    release(window);
}

static void open_table(const lf_entry *entry)
{
    lf_language language;
    GArray *rows = count(entry->table, &language);

    show(entry, rows, language);
    g_array_unref(rows);
}

static void open_report(const lf_entry *entry)
{
    lf_report_window_open(entry->name);
}

static void open_page(const lf_entry *entry)
{
    lf_report_window_browse(entry->name);
}

/* Of the submenu Statistics > LabFlow. */
static const lf_entry entries[] = {
    {"Report", open_report, 0},
    {"Report in the Browser", open_page, 0},
    {"Outcomes of Connections", open_table, LF_STATS_OUTCOMES},
    {"Handshakes", open_table, LF_STATS_HANDSHAKES},
    {"Teardowns", open_table, LF_STATS_TEARDOWNS},
    {"Why Connections Closed", open_table, LF_STATS_REASONS},
    {"HTTP by Status", open_table, LF_STATS_STATUS},
    {"HTTP by Outcome", open_table, LF_STATS_ANSWERS},
};

static void chosen(ext_menubar_gui_type gui _U_, void *window _U_, void *data)
{
    const funnel_ops_t *ops = funnel_get_funnel_ops();
    const lf_entry *entry = (const lf_entry *)data;

    if (ops == NULL || ops->retap_packets == NULL)
        return;
    if (lf_session_number() == 0)
        lf_window_say(entry->name, lf_word_in(LF_W_ST_NO_FILE, lf_prefs_language()));
    else
        entry->open(entry);
}

void lf_windows_register(int proto)
{
    ext_menu_t *menu = ext_menubar_register_menu(proto, "LabFlow", TRUE);

    ext_menubar_set_parentmenu(menu, "Statistics");
    for (unsigned i = 0; i < G_N_ELEMENTS(entries); i++)
        ext_menubar_add_entry(menu, entries[i].name, NULL, chosen, (void *)&entries[i]);
}
