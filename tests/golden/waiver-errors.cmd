# each row that waives nothing, and files that are none
W=rule,tenant,role,member,module,function,verb,level,owner,reason,ticket,expires
cat >w.csv <<ROWS
$W
CW999,,R,,,,,,Ann,agreed,,2027-01-01
CW601,,R,,,,,,Ann,agreed,,2027-01-01
CW203,,,,,,,,Ann,agreed,,2027-01-01
CW101,,R,,,,,,Ann,agreed,,2027-01-01
CW101,,R,,,,,Much,Ann,agreed,,2027-01-01
CW101,,R,,,,erase,My,Ann,agreed,,2027-01-01
CW203,,R,,,,,,,agreed,,2027-01-01
CW203,,R,,,,,,Ann,,,2027-01-01
CW203,,R,,,,,,Ann,agreed,,
CW203,,R,,,,,,Ann,agreed,,soon
CW203,,R,,,,,,Ann,agreed,,2027-02-30

CW203,,R,,,,,,,,,
,,,,,,,,,,,
CW203,,R,,,,,,Ann,agreed
ROWS
cwaudit waivers --as-of 2026-01-31 w.csv
echo "exit $?"
cwaudit waivers --as-of 2026-01-31 -f json w.csv | sed -n '1,30p'
printf '%s\nCW203,\0' $W >w.csv
cwaudit waivers --as-of 2026-01-31 w.csv
echo "exit $?"
cwaudit waivers --as-of 2026-01-31 -f json w.csv
echo "exit $?"
