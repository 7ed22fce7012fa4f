#include "cmd.h"

/*
 * What one run reads is written down while it goes on, its reports are made
 * once more in all formats, and both are packed at the end. A run that came
 * to no report leaves no bundle: there is nothing to bear witness of.
 */
int
cmd_bundle(const struct options *opt)
{
	struct bundle b = {.fleet = false};
	int status;

	b.inputs.keeps[STORE_EXPORT] = opt->bundle_inputs;
	b.inputs.keeps[STORE_PROFILE] = b.inputs.keeps[STORE_WAIVERS] = true;
	status = cmd_is_fleet(opt) ? cmd_fleet(opt, &b) :
	    cmd_judge_files(opt, &b);
	if (b.reports.full) {
		if (bundle_write(&b, opt, opt->bundle))
			status = EXIT_OUTPUT;
	} else if (!opt->quiet && status != EXIT_USAGE) {
		diag_note("%s: the bundle is not written: there is no report "
		    "for it", opt->bundle);
	}
	bundle_free(&b);
	return status;
}
