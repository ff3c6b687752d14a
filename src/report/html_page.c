#include "report/html_page.h"

#include "report/html_text.h"
#include "report/page.h"

void lg_html_page_head(struct lg_str *out, const char *of, const char *title) {
    char hash[LG_PAGE_HASH];
    lg_str_add(out, "<!doctype html>\n" LG_HTML_MARK);
    lg_html_line(out, of);
    lg_str_add(out, " -->\n<html lang=en>\n<head>\n<meta charset=utf-8>\n"
                    "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; ");
    lg_page_hash(&lg_page_style, hash);
    lg_str_printf(out, "style-src 'sha256-%s'; ", hash);
    lg_page_hash(&lg_page_script, hash);
    lg_str_printf(out,
                  "script-src 'sha256-%s'; base-uri 'none'; form-action 'none'\">\n"
                  "<meta name=viewport content=\"width=device-width, initial-scale=1\">\n"
                  "<meta name=color-scheme content=\"light dark\">\n"
                  "<meta name=referrer content=no-referrer>\n",
                  hash);
    lg_html_element(out, "title", title);
    lg_str_add(out, "\n<style>");
    lg_str_add_n(out, (const char *)lg_page_style.bytes, lg_page_style.length);
    lg_str_add(out, "</style>\n</head>\n");
}

void lg_html_page_foot(struct lg_str *out, const char *note) {
    lg_str_printf(out, "</main>\n<footer><p>%s</p></footer>\n<script>", note);
    lg_str_add_n(out, (const char *)lg_page_script.bytes, lg_page_script.length);
    lg_str_add(out, "</script>\n</body>\n</html>\n");
}
