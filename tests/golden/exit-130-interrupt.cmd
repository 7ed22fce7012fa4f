mkfifo fifo
sleep 20 >fifo & sleeper=$!
sh -c 'trap - INT; exec "$0" "$@"' "$program" -o r.json fifo &
pid=$!
sleep 1
kill -INT $pid
wait $pid
code=$?
kill $sleeper
ls -d r*
exit $code
