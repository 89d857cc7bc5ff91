/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whole captures through Wireshark's dissection engine and the plugin, which is part of this
 * program. A file is read in one pass and each frame looked at again, then afresh in two passes, as
 * `tshark -2` does, and in another order: what is shown must be the same, but for what only the
 * frames that follow can tell. Every report is written, too.
 */
#define _GNU_SOURCE /* setresuid */
#include <glib.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include <epan/epan.h>
#include <epan/epan_dissect.h>
#include <epan/frame_data.h>
#include <epan/print.h>
#include <epan/prefs.h>
#include <epan/stat_tap_ui.h>
#include <epan/tap.h>
#include <wiretap/pcap-encap.h>
#include <wiretap/wtap.h>
#include <wsutil/filesystem.h>
#include <wsutil/privileges.h>
#include <wsutil/wslog.h>

#include "check.h"
#include "pcap.h"

#define NOBODY 65534

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
void plugin_register(void);

/* Epan asks for the times of frames by this, and knows only its name. */
struct packet_provider_data {
    const pcap_file *file;
    nstime_t time[PCAP_FRAMES];
};

/* One reading of a file. */
typedef struct reading {
    struct packet_provider_data provider;
    epan_t *session;
    frame_data frame[PCAP_FRAMES];
    const frame_data *reference;
    nstime_t elapsed;
    uint32_t octets;
} reading;

/* What is shown of a frame: all of it, and what does not wait for later frames. */
typedef struct shown {
    GString *all;
    GString *now;
    epan_dissect_t *edt;
} shown;

static const nstime_t *frame_time(struct packet_provider_data *provider, guint32 number)
{
    return number == 0 || number > provider->file->count ? NULL : &provider->time[number - 1];
}

static wtap_rec record_of(const reading *r, uint32_t index)
{
    const pcap_frame *frame = &r->provider.file->frame[index];
    wtap_rec rec;

    wtap_rec_init(&rec);
    rec.rec_type = REC_TYPE_PACKET;
    rec.presence_flags = WTAP_HAS_TS | WTAP_HAS_CAP_LEN;
    rec.ts = r->provider.time[index];
    rec.tsprec = WTAP_TSPREC_USEC;
    rec.rec_header.packet_header.caplen = frame->captured;
    rec.rec_header.packet_header.len = frame->len;
    rec.rec_header.packet_header.pkt_encap =
        wtap_pcap_encap_to_wtap_encap((int)r->provider.file->link);
    return rec;
}

static void open_reading(reading *r, const pcap_file *file)
{
    static const struct packet_provider_funcs functions = {.get_frame_ts = frame_time};

    memset(r, 0, sizeof *r);
    r->provider.file = file;
    for (uint32_t i = 0; i < file->count; i++) {
        wtap_rec rec;

        r->provider.time[i].secs = (time_t)((uint64_t)file->era << 32 | file->frame[i].seconds);
        r->provider.time[i].nsecs = (int)file->frame[i].micros * 1000;
        rec = record_of(r, i);
        frame_data_init(&r->frame[i], i + 1, &rec, 0, r->octets);
        wtap_rec_cleanup(&rec);
    }
    r->session = epan_new(&r->provider, &functions);
}

static void close_reading(reading *r)
{
    for (uint32_t i = 0; i < r->provider.file->count; i++)
        frame_data_destroy(&r->frame[i]);
    epan_free(r->session);
}

/* Items that say what never came, so that two passes may show more of them than one. */
static bool is_later(const char *name, const char *value)
{
    static const char *const names[] = {
        "labflow.acked_in",
        "labflow.http.response_in",
        "labflow.http.acked_in",
        "labflow.http.segment_of",
        "labflow.http.segment.exchange",
        "labflow.http.page.connections",
        "labflow.expert.fin_unacked",
        "labflow.expert.half_closed",
        "labflow.expert.handshake_incomplete",
        "labflow.expert.request_unanswered",
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++) {
        if (strcmp(name, names[i]) == 0)
            return true;
    }
    return strcmp(name, "labflow.http.outcome") == 0 && strcmp(value, "unanswered") == 0;
}

static void collect(proto_node *node, gpointer user)
{
    shown *s = (shown *)user;
    field_info *field = PNODE_FINFO(node);
    const char *name = field == NULL ? "" : field->hfinfo->abbrev;

    if (g_str_has_prefix(name, "labflow.") && field->hfinfo->type != FT_PROTOCOL &&
        strcmp(name, "labflow.http") != 0) {
        char *value = get_node_field_value(field, s->edt);

        CHECK(value == NULL || g_utf8_validate(value, -1, NULL), "%s", name);
        g_string_append_printf(s->all, "%s=%s\n", name, value == NULL ? "" : value);
        if (value != NULL && !is_later(name, value))
            g_string_append_printf(s->now, "%s=%s\n", name, value);
        g_free(value);
    }
    proto_tree_children_foreach(node, collect, user);
}

/* Dissects a frame; `s`: and takes down what is shown. */
static void visit(reading *r, uint32_t index, shown *s, bool taps)
{
    frame_data *fd = &r->frame[index];
    const pcap_frame *frame = &r->provider.file->frame[index];
    const frame_data *before = index == 0 ? NULL : &r->frame[index - 1];
    epan_dissect_t *edt = epan_dissect_new(r->session, s != NULL, s != NULL);
    wtap_rec rec = record_of(r, index);
    uint8_t *copy = (uint8_t *)g_memdup2(frame->at, frame->captured);
    tvbuff_t *tvb = tvb_new_real_data(copy, frame->captured, (int)frame->len);

    if (!fd->visited)
        frame_data_set_before_dissect(fd, &r->elapsed, &r->reference, before);
    if (taps)
        epan_dissect_run_with_taps(edt, wtap_pcap_file_type_subtype(), &rec, tvb, fd, NULL);
    else
        epan_dissect_run(edt, wtap_pcap_file_type_subtype(), &rec, tvb, fd, NULL);
    if (s != NULL) {
        s->all = g_string_new(NULL);
        s->now = g_string_new(NULL);
        s->edt = edt;
        proto_tree_children_foreach(edt->tree, collect, s);
    }
    if (!fd->visited)
        frame_data_set_after_dissect(fd, &r->octets);
    epan_dissect_free(edt);
    wtap_rec_cleanup(&rec);
    g_free(copy);
}

static void forget(shown *s)
{
    g_string_free(s->all, TRUE);
    g_string_free(s->now, TRUE);
}

static void check_same(const GString *one, const GString *two, uint32_t index, const char *what)
{
    CHECK(strcmp(one->str, two->str) == 0, "frame %u, %s:\n%s--- and\n%s", index + 1, what,
          one->str, two->str);
}

/* The report of the reading that ends, which goes to standard output. */
static void write_reports(void)
{
    draw_tap_listeners(TRUE);
    reset_tap_listeners();
}

static void read_once(const pcap_file *file, shown first[], shown again[])
{
    reading r;

    open_reading(&r, file);
    for (uint32_t i = 0; i < file->count; i++)
        visit(&r, i, &first[i], true);
    write_reports();
    for (uint32_t i = 0; i < file->count; i++)
        visit(&r, i, &again[i], false);
    close_reading(&r);
}

static void read_twice(const pcap_file *file, shown second[], shown backwards[])
{
    reading r;

    open_reading(&r, file);
    for (uint32_t i = 0; i < file->count; i++)
        visit(&r, i, NULL, false);
    for (uint32_t i = 0; i < file->count; i++)
        visit(&r, i, &second[i], true);
    write_reports();
    for (uint32_t i = file->count; i > 0; i--)
        visit(&r, i - 1, &backwards[i - 1], false);
    close_reading(&r);
}

/* Link types behind which TCP may come; others would only try out other people's code. */
static bool is_worth_it(const pcap_file *file)
{
    static const uint32_t links[] = {0, 1, 12, 14, 101, 113, 228, 229, 276};

    for (unsigned i = 0; i < G_N_ELEMENTS(links); i++) {
        if (file->link == links[i])
            return file->count > 0;
    }
    return false;
}

static void fuzz(const pcap_file *file)
{
    static shown seen[4][PCAP_FRAMES];

    read_once(file, seen[0], seen[1]);
    read_twice(file, seen[2], seen[3]);
    for (uint32_t i = 0; i < file->count; i++) {
        check_same(seen[0][i].now, seen[2][i].now, i, "in one pass and in two");
        check_same(seen[1][i].all, seen[2][i].all, i, "looked at again, and in two passes");
        check_same(seen[3][i].all, seen[2][i].all, i, "from the end, and in two passes");
        for (unsigned way = 0; way < 4; way++)
            forget(&seen[way][i]);
    }
}

/* What Wireshark takes from the environment it does not take from root's: for as long as it looks,
 * this is somebody else. */
static void be_anybody(void)
{
    bool root = geteuid() == 0;

    CHECK(!root || (setresgid(NOBODY, NOBODY, 0) == 0 && setresuid(NOBODY, NOBODY, 0) == 0), "%d",
          NOBODY);
    init_process_policies();
    CHECK(!root || (setresuid(0, 0, 0) == 0 && setresgid(0, 0, 0) == 0), "0");
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    static const char *const reports[] = {
        "labflow,report,text", "labflow,report,md", "labflow,report,html",
        "labflow,report,json", "labflow,stats",
    };
    char *failed;

    (void)argc;
    /* Whoever runs this may have settings of his own; and the names of ports and makers, read anew
     * for each file, would take nearly all of the time. */
    g_setenv("WIRESHARK_CONFIG_DIR", "/nonexistent", TRUE);
    g_setenv("WIRESHARK_DATA_DIR", "/nonexistent", TRUE);
    be_anybody();
    ws_log_init("fuzz_capture", NULL);
    failed = configuration_init((*argv)[0], NULL);
    CHECK(failed == NULL, "%s", failed);
    wtap_init(FALSE);
    plugin_register();
    CHECK(epan_init(NULL, NULL, FALSE), "no dissection engine");
    epan_load_settings();
    for (unsigned i = 0; i < G_N_ELEMENTS(reports); i++)
        CHECK(process_stat_cmd_arg(reports[i]), "%s", reports[i]);
    start_requested_stats();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static pcap_file file;

    pcap_read(data, size, &file);
    if (is_worth_it(&file))
        fuzz(&file);
    return 0;
}
