/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Blocks: an array that grows without ever moving what it holds, and spares the blocks that nobody
 * touches. One block at most lies half empty at its end.
 */
#ifndef LABFLOW_CORE_BLOCKS_H
#define LABFLOW_CORE_BLOCKS_H

#include <stdint.h>
#include <wsutil/wmem/wmem.h>

#define LF_BLOCK_BITS 10
#define LF_BLOCK_SIZE (1u << LF_BLOCK_BITS)

typedef struct lf_blocks {
    void **block;
    uint32_t count;
    uint32_t room;
} lf_blocks;

/* Element `index` of `size` octets each, made (zeroed) where it does not exist yet. */
static inline void *lf_blocks_slot(lf_blocks *blocks, wmem_allocator_t *scope, uint32_t index,
                                   size_t size)
{
    uint32_t number = index >> LF_BLOCK_BITS;

    while (blocks->count <= number) {
        if (blocks->count == blocks->room) {
            blocks->room = blocks->room == 0 ? 16 : blocks->room * 2;
            blocks->block =
                (void **)wmem_realloc(scope, blocks->block, blocks->room * sizeof(void *));
        }
        blocks->block[blocks->count++] = NULL;
    }
    if (blocks->block[number] == NULL)
        blocks->block[number] = wmem_alloc0(scope, LF_BLOCK_SIZE * size);
    return (char *)blocks->block[number] + (index & (LF_BLOCK_SIZE - 1)) * size;
}

/* The same; NULL where it does not exist. */
static inline void *lf_blocks_at(const lf_blocks *blocks, uint32_t index, size_t size)
{
    uint32_t number = index >> LF_BLOCK_BITS;

    if (number >= blocks->count || blocks->block[number] == NULL)
        return NULL;
    return (char *)blocks->block[number] + (index & (LF_BLOCK_SIZE - 1)) * size;
}

#endif
