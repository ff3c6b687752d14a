#include "sim/fault.h"

#include <assert.h>

static const char *const names[LG_SIM_FAULT__COUNT] = {
    [LG_SIM_FAULT_LOSE_REQUEST] = "lose_request",
    [LG_SIM_FAULT_DUPLICATE_REQUEST] = "duplicate_request",
    [LG_SIM_FAULT_DELAY_REQUEST] = "delay_request",
    [LG_SIM_FAULT_REORDER_REQUEST] = "reorder_request",
    [LG_SIM_FAULT_LOSE_REPLY] = "lose_reply",
    [LG_SIM_FAULT_DUPLICATE_REPLY] = "duplicate_reply",
    [LG_SIM_FAULT_DELAY_REPLY] = "delay_reply",
    [LG_SIM_FAULT_REORDER_REPLY] = "reorder_reply",
    [LG_SIM_FAULT_FOREIGN_ADDRESS] = "foreign_address",
    [LG_SIM_FAULT_FOREIGN_INDEX] = "foreign_index",
    [LG_SIM_FAULT_FOREIGN_SOURCE] = "foreign_source",
    [LG_SIM_FAULT_STALL] = "stall",
    [LG_SIM_FAULT_RESTART] = "restart",
    [LG_SIM_FAULT_DEAF] = "deaf",
    [LG_SIM_FAULT_NORMALISED] = "normalised",
};

const char *lg_sim_fault_name(enum lg_sim_fault fault) {
    return (unsigned)fault < LG_SIM_FAULT__COUNT ? names[fault] : "?";
}

/* The n-th number of splitmix64 (Steele, Lea, Flood 2014; constants of Vigna's splitmix64.c). */
static uint64_t draw(uint64_t seed, uint64_t n) {
    uint64_t z = seed + n * UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* 0 ≤ x < 1, of 53 bits, so that it is exact in a double. */
static double fraction(uint64_t bits) {
    return (double)(bits >> 11) * 0x1p-53;
}

bool lg_sim_fault_strikes(struct lg_sim_faults *faults, enum lg_sim_fault fault) {
    assert((unsigned)fault < LG_SIM_FAULT__COUNT);
    const struct lg_sim_fault_rule *rule = &faults->rules[fault];
    uint64_t occasion = ++faults->occasions[fault];
    if (occasion <= rule->after || (rule->at_most > 0 && faults->counts[fault] >= rule->at_most) ||
        fraction(draw(draw(faults->seed, (uint64_t)fault + 1), occasion)) >= rule->rate)
        return false;
    faults->counts[fault]++;
    return true;
}

int lg_sim_fault_ticks(const struct lg_sim_faults *faults, enum lg_sim_fault fault) {
    assert((unsigned)fault < LG_SIM_FAULT__COUNT);
    return faults->rules[fault].ticks > 0 ? faults->rules[fault].ticks : 1;
}
