/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Runs every packet script of testdata/scripts and testdata/seeds against the tracker. Each is run
 * twice, with the two ends' `dir` exchanged, since which of them is 0 must not matter.
 */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "render.h"
#include "script.h"
#include "tracker.h"

#define HTTP_PORT 80

static void note_acked_in(void *context, uint32_t record, uint32_t frame, uint32_t by)
{
    rendered_frame *acked = &((rendered_frame *)context)[record];

    assert_int_equal(acked->verdict.frame, frame);
    acked->acked_in = by;
}

/* What only the end of the capture shows. */
static void add_final_anomalies(const lf_tracker *tracker, rendered_frame *frames, guint count)
{
    for (guint i = 0; i < count; i++) {
        frames[i].verdict.anomalies |=
            lf_tracker_final_anomalies(tracker, frames[i].stream, frames[i].verdict.frame);
    }
}

static void track_http(lf_tracker *tracker, lf_http *http, const script_packet *packet,
                       const lf_segment *segment, lf_verdict *verdict)
{
    bool http_port = segment->src_port == HTTP_PORT || segment->dst_port == HTTP_PORT;
    const lf_http_view view = {
        .payload = packet->payload->data,
        .captured = packet->payload->len,
        .found = http_port ? LF_FOUND_HTTP : LF_FOUND_NOTHING,
    };
    lf_close_reason reason = lf_http_track(http, packet->stream, segment, verdict, &view);

    if (reason != LF_CLOSE_NONE)
        lf_tracker_set_close_reason(tracker, packet->stream, reason, verdict);
}

/* What must not matter. */
typedef struct variant {
    uint8_t exchanged; /* 1: the end that is called 0 otherwise is called 1 */
    bool rests;        /* after each segment so many others come that everything is packed */
} variant;

static rendered_frame *track(const packet_script *script, variant how, wmem_allocator_t *scope)
{
    rendered_frame *frames = wmem_alloc0_array(scope, rendered_frame, script->packets->len);
    lf_tracker *tracker = lf_tracker_new(scope, note_acked_in, frames);
    lf_http *http = lf_http_new(scope);

    for (guint i = 0; i < script->packets->len; i++) {
        const script_packet *packet = (const script_packet *)script->packets->pdata[i];
        lf_segment segment = packet->segment;

        segment.dir ^= how.exchanged;
        segment.record = i;
        frames[i].stream = packet->stream;
        frames[i].seq_raw = segment.seq;
        frames[i].ack_raw = segment.ack;
        if (packet->previous_stream != SCRIPT_NO_STREAM)
            lf_tracker_follows(tracker, packet->stream, packet->previous_stream);
        lf_track(tracker, packet->stream, &segment, &frames[i].verdict);
        frames[i].http = http;
        frames[i].record = i;
        frames[i].end_raw = segment.seq + segment.len;
        track_http(tracker, http, packet, &segment, &frames[i].verdict);
        if (how.rests)
            lf_tracker_rest(tracker);
    }
    add_final_anomalies(tracker, frames, script->packets->len);
    return frames;
}

static char *joined(const GPtrArray *values)
{
    GString *text = g_string_new(values->len == 0 ? "(absent)" : NULL);

    for (guint i = 0; i < values->len; i++)
        g_string_append_printf(text, "%s%s", i == 0 ? "" : " | ", (const char *)values->pdata[i]);
    return g_string_free(text, FALSE);
}

/* Whether the frame meets the expectation; prints what it does not meet. */
static bool holds(const packet_script *script, const script_expectation *expectation,
                  const rendered_frame *frame)
{
    GPtrArray *values = g_ptr_array_new_with_free_func(g_free);
    bool known = render_field(frame, expectation->field, values);
    char *expected = joined(expectation->values);
    char *got = joined(values);
    bool same = known && strcmp(expected, got) == 0;

    if (!same)
        print_error("%s:%u: frame %" PRIu32 " %s: expected %s, got %s\n", script->path,
                    expectation->line, frame->verdict.frame, expectation->field, expected,
                    known ? got : "(no such field)");
    g_free(expected);
    g_free(got);
    g_ptr_array_unref(values);
    return same;
}

static unsigned count_failures(const packet_script *script, variant how)
{
    wmem_allocator_t *scope = wmem_allocator_new(WMEM_ALLOCATOR_STRICT);
    rendered_frame *frames = track(script, how, scope);
    unsigned failures = 0;

    for (guint i = 0; i < script->packets->len; i++) {
        const script_packet *packet = (const script_packet *)script->packets->pdata[i];

        for (guint j = 0; j < packet->expectations->len; j++)
            failures += !holds(script, (const script_expectation *)packet->expectations->pdata[j],
                               &frames[i]);
    }
    wmem_destroy_allocator(scope);
    return failures;
}

static void run_script(void **state)
{
    char *error = NULL;
    packet_script *script = script_read((const char *)*state, &error);
    static const variant variants[] = {{0, false}, {1, false}, {0, true}};
    unsigned failures = 0;

    if (script == NULL) {
        fail_msg("%s", error);
        return;
    }
    for (size_t i = 0; i < sizeof variants / sizeof *variants && failures == 0; i++)
        failures = count_failures(script, variants[i]);
    script_free(script);
    assert_int_equal(failures, 0);
}

static gint by_name(gconstpointer left, gconstpointer right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static void add_folder(GPtrArray *paths, const char *path)
{
    GDir *folder = g_dir_open(path, 0, NULL);
    const char *name;

    while (folder != NULL && (name = g_dir_read_name(folder)) != NULL) {
        if (g_str_has_suffix(name, ".pkt"))
            g_ptr_array_add(paths, g_build_filename(path, name, NULL));
    }
    if (folder != NULL)
        g_dir_close(folder);
}

/* The paths of the scripts; those named on the command line, or all of the folders. */
static GPtrArray *find_scripts(int argc, char **argv)
{
    static const char *const folders[] = {LABFLOW_SCRIPTS, LABFLOW_SEEDS};
    GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);

    for (int i = 1; i < argc; i++)
        g_ptr_array_add(paths, g_strdup(argv[i]));
    for (size_t i = 0; i < G_N_ELEMENTS(folders) && argc < 2; i++)
        add_folder(paths, folders[i]);
    g_ptr_array_sort(paths, by_name);
    return paths;
}

int main(int argc, char **argv)
{
    GPtrArray *paths = find_scripts(argc, argv);
    struct CMUnitTest *tests = g_new0(struct CMUnitTest, paths->len);
    int failed;

    for (guint i = 0; i < paths->len; i++) {
        tests[i].name = g_path_get_basename((const char *)paths->pdata[i]);
        tests[i].test_func = run_script;
        tests[i].initial_state = paths->pdata[i];
    }
    wmem_init();
    failed =
        paths->len == 0 ? 1 : _cmocka_run_group_tests("scripts", tests, paths->len, NULL, NULL);
    if (paths->len == 0)
        print_error("no packet scripts in %s, %s\n", LABFLOW_SCRIPTS, LABFLOW_SEEDS);
    wmem_cleanup();
    for (guint i = 0; i < paths->len; i++)
        g_free((char *)tests[i].name);
    g_free(tests);
    g_ptr_array_unref(paths);
    return failed;
}
