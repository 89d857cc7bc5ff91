/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "target.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    wmem_init();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* The allocator that hides nothing from the sanitizer: each block is one of malloc's. */
    wmem_allocator_t *scope = wmem_allocator_new(WMEM_ALLOCATOR_SIMPLE);

    fuzz(scope, (fuzz_input){data, size});
    wmem_destroy_allocator(scope);
    return 0;
}
