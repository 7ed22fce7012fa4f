#!/bin/sh
# usage: sqlite.sh ROLES NEED: role,missing,excess with .import and a join.
level()
{
	echo "case $1 when 'None' then 0 when 'My' then 1 else 2 end"
}

exec sqlite3 -csv :memory: \
	".import '$1' roles" \
	".import '$2' need" \
	"create table want (module, function, a, e, d, i,
	    primary key (module, function)) without rowid;
	insert into want select module, function, $(level '"add"'),
	    $(level edit), $(level '"delete"'), $(level inquire) from need;" \
	"select 'role', 'missing', 'excess';
	select role,
	    sum((a < na) + (e < ne) + (d < nd) + (i < ni)),
	    sum((a > na) + (e > ne) + (d > nd) + (i > ni))
	from (select r.Role as role, $(level '"Add Level"') as a,
	    $(level '"Edit Level"') as e, $(level '"Delete Level"') as d,
	    $(level '"Inquire Level"') as i, coalesce(w.a, 0) as na,
	    coalesce(w.e, 0) as ne, coalesce(w.d, 0) as nd,
	    coalesce(w.i, 0) as ni
	    from roles r left join want w
	    on w.module = r.Module and w.function = r.Function)
	group by role;"
