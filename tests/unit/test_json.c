/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The report as JSON: of texts and numbers that are hard to write, and of every packet script.
 * With a folder as its argument the program leaves the reports of the scripts there.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <wsutil/wsjson.h>

#include "../../plugin/report/json.h"
#include "../../plugin/report/json_out.h"
#include "script_report.h"
#include "wmem_scope.h"

static const char *results; /* folder; NULL: nothing is left behind */

static char *finish(json_dumper *dumper)
{
    json_dumper_end_object(dumper);
    assert_true(json_dumper_finish(dumper));
    return g_string_free(dumper->output_string, FALSE);
}

static json_dumper start(void)
{
    json_dumper dumper = {.output_string = g_string_new(NULL)};

    json_dumper_begin_object(&dumper);
    return dumper;
}

static void assert_member(const char *value, const char *json)
{
    char *text = g_strdup_printf("{\"x\":%s}\n", value);

    assert_string_equal(json, text);
    g_free(text);
}

static void check_text(const char *text, const char *value)
{
    json_dumper dumper = start();
    char *json;

    lf_json_text(&dumper, "x", text);
    json = finish(&dumper);
    assert_true(g_utf8_validate(json, -1, NULL));
    assert_true(json_parse(json, NULL, 0) > 0);
    assert_member(value, json);
    g_free(json);
}

static void test_texts(void **state)
{
    (void)state;
    check_text("GET /", "\"GET /\"");
    check_text("a\"b\\c\n\t\x01\x1f", "\"a\\\"b\\\\c\\n\\t\\u0001\\u001f\"");
    check_text("</script>", "\"<\\/script>\"");
    check_text("\x7f", "\"\\u007f\"");
    check_text("\xff x \xc3", "\"\xef\xbf\xbd x \xef\xbf\xbd\"");
    check_text("握手", "\"握手\"");
}

static void check_time(int64_t ns, const char *value)
{
    json_dumper dumper = start();
    char *json;

    lf_json_time(&dumper, "x", ns);
    json = finish(&dumper);
    assert_member(value, json);
    g_free(json);
}

static void test_times(void **state)
{
    (void)state;
    check_time(0, "0.000000000");
    check_time(1, "0.000000001");
    check_time(-1, "-0.000000001");
    check_time(INT64_C(-1500000000), "-1.500000000");
    check_time(INT64_MAX, "9223372036.854775807");
}

static void test_what_is_not_known_has_no_member(void **state)
{
    json_dumper dumper = start();
    char *json;

    (void)state;
    lf_json_time(&dumper, "time", LF_NO_TIME);
    lf_json_text(&dumper, "text", NULL);
    lf_json_text(&dumper, "empty", "");
    lf_json_positive(&dumper, "zero", 0);
    lf_json_flag(&dumper, "no", false);
    lf_json_number(&dumper, "count", UINT64_MAX);
    json = finish(&dumper);
    assert_string_equal(json, "{\"count\":18446744073709551615}\n");
    g_free(json);
}

static char *read_back(FILE *file)
{
    GString *text = g_string_new(NULL);
    char part[4096];
    size_t len;

    rewind(file);
    while ((len = fread(part, 1, sizeof part, file)) > 0)
        g_string_append_len(text, part, (gssize)len);
    return g_string_free(text, FALSE);
}

static char *write_report(const lf_report *report)
{
    FILE *file = tmpfile();
    char *text;

    if (file == NULL) {
        fail_msg("no temporary file");
        return NULL;
    }
    lf_json_write(report, file);
    text = read_back(file);
    fclose(file);
    return text;
}

/* The report on a script; to be freed. */
static char *report_on(const char *path, lf_language language, bool filtered)
{
    wmem_allocator_t *scope = wmem_allocator_new(WMEM_ALLOCATOR_STRICT);
    char *error = NULL;
    packet_script *script = script_read(path, &error);
    lf_report *report;
    char *json;

    if (script == NULL) {
        fail_msg("%s", error);
        return NULL;
    }
    report = script_report(script, language, scope);
    report->filtered = filtered;
    report->start_ns = INT64_C(1700000000123456789);
    json = write_report(report);
    lf_report_free(report);
    script_free(script);
    wmem_destroy_allocator(scope);
    return json;
}

static char *report_on_script(const char *name, lf_language language, bool filtered)
{
    char *path = g_build_filename(LABFLOW_SCRIPTS, name, NULL);
    char *json = report_on(path, language, filtered);

    g_free(path);
    return json;
}

static void assert_has(const char *json, const char *part)
{
    if (strstr(json, part) == NULL)
        fail_msg("no %s in\n%s", part, json);
}

static void assert_lacks(const char *json, const char *part)
{
    if (strstr(json, part) != NULL)
        fail_msg("%s in\n%s", part, json);
}

static void test_normal_close(void **state)
{
    char *json = report_on_script("fig12_normal_close.pkt", LF_EN, false);

    (void)state;
    assert_has(json, "\"program\": \"labflow\"");
    assert_has(json, "\"language\": \"en\"");
    assert_has(json, "\"start\": \"2023-11-14T22:13:20.123456789Z\"");
    assert_has(json, "\"kind\": \"four-segment\"");
    assert_has(json, "\"initiator\": \"client\"");
    assert_has(json, "\"flags\": \"FIN, ACK\"");
    assert_has(json, "\"before\": \"ESTABLISHED\"");
    assert_lacks(json, "connections_shown");
    g_free(json);
}

static void test_language(void **state)
{
    char *json = report_on_script("fig12_normal_close.pkt", LF_ZH, false);

    (void)state;
    assert_has(json, "\"language\": \"zh\"");
    assert_has(json, "\"kind\": \"four-segment\"");
    assert_has(json, "客户端");
    g_free(json);
}

static void test_nothing_passes_the_filter(void **state)
{
    char *json = report_on_script("fig12_normal_close.pkt", LF_EN, true);

    (void)state;
    assert_has(json, "\"connections_shown\": 0");
    assert_lacks(json, "\"stream\"");
    g_free(json);
}

static void leave_behind(const char *name, const char *json)
{
    char *file = g_strconcat(name, ".json", NULL);
    char *path = g_build_filename(results, file, NULL);

    assert_true(g_file_set_contents(path, json, -1, NULL));
    g_free(path);
    g_free(file);
}

static void check_script(const char *name)
{
    char *json = report_on_script(name, LF_EN, false);

    assert_true(g_utf8_validate(json, -1, NULL));
    assert_true(json_parse(json, NULL, 0) > 0);
    if (results != NULL)
        leave_behind(name, json);
    g_free(json);
}

static void test_every_script(void **state)
{
    GDir *folder = g_dir_open(LABFLOW_SCRIPTS, 0, NULL);
    const char *name;
    unsigned count = 0;

    (void)state;
    assert_non_null(folder);
    while ((name = g_dir_read_name(folder)) != NULL) {
        if (!g_str_has_suffix(name, ".pkt"))
            continue;
        check_script(name);
        count++;
    }
    g_dir_close(folder);
    assert_true(count > 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_what_is_not_known_has_no_member),
        cmocka_unit_test(test_normal_close),
        cmocka_unit_test(test_language),
        cmocka_unit_test(test_nothing_passes_the_filter),
        cmocka_unit_test(test_every_script),
    };

    results = argc > 1 ? argv[1] : NULL;
    if (results != NULL && g_mkdir_with_parents(results, 0777) != 0)
        return 1;
    return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
