/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Windows: Statistics > LabFlow in the GUI.
 */
#ifndef LABFLOW_REPORT_WINDOWS_H
#define LABFLOW_REPORT_WINDOWS_H

/* Adds the menu entries. Once, from the registration routine. */
void lf_windows_register(int proto);

#endif
