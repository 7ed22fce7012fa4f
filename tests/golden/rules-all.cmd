for id in $(cwaudit rules | cut -d ' ' -f 1); do cwaudit rules $id; done
