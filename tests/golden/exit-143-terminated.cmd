mkfifo fifo
sleep 20 >fifo & sleeper=$!
"$program" -o r.json fifo &
pid=$!
sleep 1
kill -TERM $pid
wait $pid
code=$?
kill $sleeper
ls -d r*
exit $code
