#include <string.h>

#include "buf.h"
#include "limits.h"
#include "md.h"

void
md_text(struct out *o, const char *s)
{
	struct buf safe;

	buf_init(&safe, LIMIT_BUFFER);
	buf_safe(&safe, s, strlen(s));
	for (const char *p = buf_cstr(&safe); *p; p++) {
		if (*p == '<')
			out_str(o, "&lt;");
		else if (*p == '&')
			out_str(o, "&amp;");
		else if (*p == '@')
			out_str(o, "&#64;");
		else if (strncmp(p, "://", 3) == 0)
			out_str(o, "&#58;");
		else if (strncmp(p, "www.", 4) == 0)
			out_str(o, "&#119;");
		else if (strchr("\\`*_[]#|~$!", *p))
			out_printf(o, "\\%c", *p);
		else
			out_char(o, *p);
	}
	buf_free(&safe);
}
