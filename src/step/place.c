#include "step/place.h"

int lg_step_place(struct lg_step_ctx *ctx, const char *path, struct lg_place *out,
                  struct lg_err *err) {
    struct lg_resolver resolver;
    struct lg_err why = {0};
    lg_resolver_init(&resolver, ctx->live, ctx->arena, ctx->roles);
    if (lg_resolve(&resolver, path, ctx->deadline_ns, out, &why) == 0)
        return 0;
    return lg_err_set(err, why.kind == LG_ERR_USAGE ? LG_ERR_READ : why.kind, "%s", why.text);
}
