/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The post-dissector: both protocols in one call for each frame.
 *
 * A call of a post-dissector and the layer that it adds to the frame cost some 600 instructions, a
 * tenth of all that labflow does with a segment. So there is one, in name only (it adds no layer),
 * which looks by itself whether `labflow` and `labflow.http` are switched on.
 */
#ifndef LABFLOW_EPAN_POST_H
#define LABFLOW_EPAN_POST_H

/* Once, from the registration routine; the numbers of the protocols. */
void lf_post_register(int proto_labflow, int proto_http);

#endif
