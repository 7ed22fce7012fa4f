#!/bin/sh
# usage: miller.sh ROLES NEED: role,missing,excess with Miller.
# shellcheck disable=SC2016 # $ is Miller's
exec mlr --icsv --ocsv put -q '
	func number(str level): int {
		return level == "None" ? 0 : level == "My" ? 1 : 2;
	}
	begin {
		@none = [0, 0, 0, 0];
	}
	if (FILENUM == 1) {
		@need[$module . "/" . $function] = [number($add),
			number($edit), number($delete), number($inquire)];
	} else {
		key = $Module . "/" . $Function;
		want = haskey(@need, key) ? @need[key] : @none;
		missing = 0;
		excess = 0;
		has = number(${Add Level});
		if (has < want[1]) { missing += 1 }
		elif (has > want[1]) { excess += 1 }
		has = number(${Edit Level});
		if (has < want[2]) { missing += 1 }
		elif (has > want[2]) { excess += 1 }
		has = number(${Delete Level});
		if (has < want[3]) { missing += 1 }
		elif (has > want[3]) { excess += 1 }
		has = number(${Inquire Level});
		if (has < want[4]) { missing += 1 }
		elif (has > want[4]) { excess += 1 }
		@missing[$Role] += missing;
		@excess[$Role] += excess;
	}
	end {
		emit (@missing, @excess), "Role";
	}
' "$2" "$1"
